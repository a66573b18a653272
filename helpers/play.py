"""Interactives from ipywidgets. Without a running kernel each shows its static figure."""

import math
from collections.abc import Callable

import ipywidgets
import torch
from IPython.display import display

from helpers import measure, show
from helpers._drawing import translator_widget
from helpers._game import Stage, game_frame, lab_frame_alt
from helpers._pointer import pointer_map

WIDGET = "application/vnd.jupyter.widget-view+json"


def _display(widget: ipywidgets.Widget, still: show.Picture) -> None:
    """One output with both: the live widget, and the picture for readers without a kernel."""
    live = widget._repr_mimebundle_()
    png, metadata = show.Picture(show.small(still.data), still.alt)._repr_png_()
    display(
        {"text/plain": f"Interactive. {still.alt}", "image/png": png, WIDGET: live[WIDGET]},
        metadata={"image/png": metadata},
        raw=True,
    )


def interactive(
    draw: Callable[..., show.Picture], *, animate: str | None = None, **controls: ipywidgets.Widget
) -> None:
    """Controls above a picture: `draw(**values)` returns the Picture, redrawn at each change.

    animate: the control that gets a ▶ button, which runs through its values.
    The values at the start give the static figure. Keeps no state of its own.
    """
    def values() -> dict:
        return {name: control.value for name, control in controls.items()}

    still = draw(**values())
    image = ipywidgets.Image(value=still.data, format="png", layout={"max_width": "100%"})
    image.add_class("course-picture")

    def redraw(change) -> None:
        image.value = draw(**values()).data

    for control in controls.values():
        control.observe(redraw, "value")
    rows = list(controls.values())
    if animate:
        moved = controls[animate]
        run = ipywidgets.Play(min=moved.min, max=moved.max, step=moved.step, interval=250)
        ipywidgets.jslink((run, "value"), (moved, "value"))
        rows[rows.index(moved)] = ipywidgets.HBox([moved, run])
    _display(ipywidgets.VBox([*rows, image]), still)


def slider(label: str, low: float, high: float, value: float, step: float = 0.1):
    """A slider over numbers (whole ones where step is whole), answering while it is dragged."""
    kind = ipywidgets.IntSlider if isinstance(step, int) else ipywidgets.FloatSlider
    return kind(value=value, min=low, max=high, step=step, description=label,
                style={"description_width": "110px"}, layout={"width": "520px"})


def choices(label: str, options: list, value):
    """A slider over a list of options."""
    return ipywidgets.SelectionSlider(
        options=options, value=value, description=label,
        style={"description_width": "110px"}, layout={"width": "520px"},
    )


def heights(values: torch.Tensor, best: float) -> None:
    """Set a mixture of equal normals by hand over the heights (N,) in cm, and draw people from it.

    best: the log-likelihood of EM for the same people, shown beside one's own.
    """
    from torch.distributions import Categorical, MixtureSameFamily, Normal

    grid = torch.linspace(140, 210, 200, dtype=values.dtype)

    def draw(mean, spread, components, gap, people):
        shift = torch.arange(components) - (components - 1) / 2
        model = MixtureSameFamily(
            Categorical(torch.ones(components)), Normal(mean + gap * shift, spread))
        with torch.random.fork_rng():
            torch.manual_seed(0)  # the same people again, so that more of them only adds
            made = torch.stack([model.sample() for _ in range(people)]) if people else []
        drawing, axis = show.plt.subplots(figsize=(8, 3.8), dpi=80)
        options = {"bins": 28, "range": (140, 210), "density": True}
        axis.hist(show.numpy(values), color="#cccccc", label="real", **options)
        axis.plot(grid, model.log_prob(grid).exp(), label="your model")
        if people:
            axis.hist(show.numpy(made), histtype="step", lw=2, color="C1",
                      label=f"{people} people drawn", **options)
        score = model.log_prob(values).mean().item()
        axis.set(title=f"log-likelihood {score:.3f}   (EM: {best:.3f})",
                 xlabel="cm", ylim=(0, 0.08))
        axis.legend(loc="upper left")
        return show.picture(drawing, alt=(
            f"Heights with a mixture of {components} normals around {mean:.0f} cm and {people} "
            f"people drawn from it; log-likelihood {score:.3f}."), quick=True)

    interactive(
        draw, animate="people",
        mean=slider("mean (cm)", 150, 190, 165, 1), spread=slider("spread (cm)", 2, 15, 10, 1),
        components=slider("components", 1, 3, 1, 1), gap=slider("gap (cm)", 0, 25, 13, 1),
        people=slider("people drawn", 0, 1000, 500, 50),
    )


def code_map(decoder, codes, labels, still: show.Picture | None = None) -> None:
    """Move the pointer over a map of 2-D codes; the decoder's picture follows. Drag for a path.

    decoder: (N, 2) → (N, 1, 28, 28) in [0, 1]; codes (N, 2) and labels (N,) make the map.
    still: the static figure; by default the map beside one decoded digit.
    """
    _display(pointer_map(decoder, codes, labels, still := still or _map_and_digit(
        decoder, codes, labels)), still)


def manifold(decoder, codes, labels) -> None:
    """`code_map` for a VAE: its static figure is `show.manifold`, decoder (N, 2) → images."""
    code_map(decoder, codes, labels, show.manifold(decoder, codes[:1000], labels[:1000], size=12))


def _map_and_digit(decoder, codes, labels) -> show.Picture:
    z = torch.as_tensor(show.numpy(codes)[show.numpy(labels) == 3].mean(0)).float()
    drawing, (left, right) = show.plt.subplots(1, 2, figsize=(9, 4.6), width_ratios=(1.25, 1))
    show.codes(codes, labels, axis=left, alt="")
    left.plot(*z, "P", color="black", markersize=15, markeredgecolor="white")
    right.imshow(measure.predict(decoder, z.view(1, 2))[0, 0].clamp(0, 1), cmap="gray",
                 vmin=0, vmax=1)
    right.set(xticks=[], yticks=[], title="decoder(z)")
    return show.picture(drawing, alt=(
        f"A map of 2-D codes coloured by digit with a cross at ({z[0]:.1f}, {z[1]:.1f}), "
        "and the picture that the decoder makes of that code."))


def film(frames: dict, *, alt: str, columns: int = 10) -> None:
    """A time-lapse with a scrubber: frames, step → images (N, C, H, W), the same N in each.

    The static figure shows the first 10 images of six frames from first to last.
    """
    steps = list(frames)
    if not steps:
        raise ValueError("frames is empty: record at least one, frames[step] = images.")
    pictures = [show.grid(frames[n], columns=columns, alt=f"{alt} Step {n}.") for n in steps]
    few = [steps[round(i * (len(steps) - 1) / 5)] for i in range(6)] if len(steps) > 5 else steps
    still = show.rows({f"step {n}": frames[n][:10] for n in dict.fromkeys(few)}, alt=(
        f"{alt} Rows: steps {', '.join(map(str, dict.fromkeys(few)))}, one below the other."))
    place = ipywidgets.IntSlider(0, 0, len(steps) - 1, description="frame",
                                 style={"description_width": "110px"}, layout={"width": "520px"})
    run = ipywidgets.Play(min=0, max=len(steps) - 1, interval=250)
    ipywidgets.jslink((run, "value"), (place, "value"))
    said = ipywidgets.Label(f"step {steps[0]}")
    image = ipywidgets.Image(value=pictures[0].data, format="png", layout={"max_width": "100%"})
    image.add_class("course-picture")

    def turn(change) -> None:
        image.value, said.value = pictures[place.value].data, f"step {steps[place.value]}"

    place.observe(turn, "value")
    _display(ipywidgets.VBox([ipywidgets.HBox([place, run, said]), image]), still)


def walk(sample: Callable, start: torch.Tensor, directions: torch.Tensor) -> None:
    """Walk in z: one slider for each direction, and the picture that the generator makes.

    sample: z (N, d) → images (N, C, H, W) in [0, 1]; start (d,); directions (K, d), each of length
    1. A slider is a distance in units of z's own spread. The static figure shows each direction
    from −4 to 4.
    """
    steps = torch.linspace(-4, 4, 9)
    still = show.rows({
        f"direction {i}": sample(start + steps[:, None] * way)
        for i, way in enumerate(directions, 1)}, alt=(
        f"{len(directions)} rows of nine pictures: in each one direction of z is walked from −4 "
        "to 4, the picture in the middle is the same in all."))
    sliders = [ipywidgets.FloatSlider(0, min=-6, max=6, step=0.5, description=f"direction {i}",
                                      layout={"width": "360px"})
               for i in range(1, len(directions) + 1)]
    image = ipywidgets.Image(format="png", width=280)
    image.add_class("course-picture")

    def draw(change=None) -> None:
        amount = torch.tensor([slider.value for slider in sliders])
        image.value = show.grid(sample((start + amount @ directions)[None]), columns=1,
                                alt="The picture at this place in z.").data

    again = ipywidgets.Button(description="back to start")
    again.on_click(lambda _: [setattr(slider, "value", 0.0) for slider in sliders])
    for slider_ in sliders:
        slider_.observe(draw, "value")
    draw()
    _display(ipywidgets.HBox([ipywidgets.VBox([*sliders, again]), image]), still)


def translator(there: Callable, back: Callable, test: dict, names: list[str]) -> None:
    """Choose a test emoji, or draw one, and see it translated and back again.

    there, back: images (N, 3, S, S) in [0, 1] → the same; test: style → images, two styles, item
    by item the same emoji; names: of the items. The static figure shows eight of them.
    """
    (first, a), (second, b) = test.items()
    if len(a) != len(b) or len(a) != len(names):
        raise ValueError(f"{len(a)} and {len(b)} pictures for {len(names)} names: give one each.")
    some = torch.linspace(0, len(a) - 1, 8).round().long()
    one, other = there(a[some]), back(b[some])
    still = show.rows({first: a[some], f"→ {second}": one, f"→ {first}": back(one),
                       f"{second} ": b[some], f"→ {first} ": other, f"→ {second} ": there(other)},
                      alt=f"Eight emoji in {first}, translated to {second} and back; below, eight "
                          f"in {second}, translated to {first} and back.")
    _display(translator_widget(there, back, test, names), still)


def value_function(data_law) -> None:
    """Mean and width of normal fakes by slider against 1-D data; V(D*, G) and JS in the title.

    data_law: a distribution over numbers with log_prob, between about −4 and 4.
    """
    x = torch.linspace(-8, 8, 1601, dtype=torch.float64)
    p = data_law.log_prob(x).exp()
    drawing, axis = show.plt.subplots(figsize=(8, 3.8), dpi=80)
    axis.plot(x, p, label="p (data)")
    fakes, = axis.plot(x, p, label="q (fakes)")
    best, = axis.plot(x, p, "k--", label="best D")
    axis.axhline(0.5, color="0.7", lw=1)
    axis.set(xlim=(-5, 5), ylim=(0, 1.25), xlabel="x")
    axis.legend(loc="upper left", ncols=3, fontsize=11)
    axis.set_title("V(D*, G)")
    drawing.canvas.draw()
    drawing.set_layout_engine("none")  # laid out once, here: each answer comes a third sooner

    def draw(mean, width):
        q = torch.distributions.Normal(mean, width).log_prob(x).exp()
        D = (p / (p + q).clamp_min(1e-300)).clamp(1e-12, 1 - 1e-12)
        value = torch.trapezoid(torch.xlogy(p, D) + torch.xlogy(q, 1 - D), x).item()
        js = (value + math.log(4)) / 2
        fakes.set_ydata(q.clamp_max(1.2))
        best.set_ydata(D)
        axis.set_title(f"V(D*, G) = {value:.3f}   JS = {js:.3f}   (lowest V: −1.386)")
        return show.picture(drawing, quick=True, alt=(
            f"Data with two hills, fakes around {mean:.1f} of width {width:.2f}, and the best D "
            f"between them: V is {value:.3f} and JS {js:.3f}."))

    interactive(draw, mean=slider("mean of q", -4, 4, 1, 0.1),
                width=slider("width of q", 0.2, 3, 1.2, 0.1))


def gan_lab(new_game: Callable, step_D: Callable, step_G: Callable, shapes: list[str],
            noises: list[str], losses: list[str] | None = None) -> None:
    """The 2-D game in slow motion: step D, step G or both, run, reset, speed, data, noise.

    new_game(shape, noise) → a game with G, D (2-D), real(n) and noise(n); step_D(game, real) and
    step_G(game, n) are the notebook's own steps. The static figure is the game after 400 steps.
    losses: names for one more list to choose from; then it is new_game(shape, noise, loss).
    """
    box = {}

    def reset(change=None):
        box.update(game=new_game(*(control.value for control in chosen)), D=0, G=0)
        game = box["game"]
        with torch.random.fork_rng():
            torch.manual_seed(1)
            box.update(real=game.real(300), z=game.noise(200))
        refresh()

    def step(players: str, times: int) -> None:
        game = box["game"]
        for _ in range(times):
            if "D" in players:
                step_D(game, game.real(128))
            if "G" in players:
                step_G(game, 128)
        for player in players:
            box[player] += times
        refresh()

    def refresh() -> None:
        game = box["game"]
        frame = game_frame(game.G, game.D, box["real"], box["z"],
                           f"D: {box['D']} steps   G: {box['G']} steps")
        if "stage" not in box:
            drawing, axes = show.plt.subplots(1, 2, figsize=(8, 4.2), dpi=72)
            box.update(stage=Stage(*axes, frame), drawing=drawing)
        box["stage"].show(frame)
        image.value = show.picture(box["drawing"], lab_frame_alt((box["D"], box["G"])),
                                   quick=True).data

    def button(label: str, players: str) -> ipywidgets.Button:
        made = ipywidgets.Button(description=label, layout={"width": "110px"})
        made.on_click(lambda _: step(players, speed.value))
        return made

    image = ipywidgets.Image(format="png", layout={"max_width": "100%"})
    image.add_class("course-picture")
    shape = ipywidgets.Dropdown(options=shapes, description="data")
    noise = ipywidgets.Dropdown(options=noises, description="noise")
    loss = ipywidgets.Dropdown(options=losses or [], description="loss")
    chosen = [shape, noise, loss] if losses else [shape, noise]
    speed = ipywidgets.SelectionSlider(options=[1, 5, 20, 100], value=5, description="steps each")
    run = ipywidgets.Play(min=0, max=100_000, interval=200)
    again = ipywidgets.Button(description="reset", layout={"width": "110px"})
    run.observe(lambda change: change["new"] and step("DG", speed.value), "value")
    again.on_click(reset)
    for control in chosen:
        control.observe(reset, "value")
    reset()
    step("DG", 400)
    still = show.Picture(image.value, lab_frame_alt((400, 400)))
    reset()
    buttons = [button("step D", "D"), button("step G", "G"), button("step both", "DG"), again, run]
    _display(ipywidgets.VBox([ipywidgets.HBox([*chosen, speed]), ipywidgets.HBox(buttons),
                              image]), still)
