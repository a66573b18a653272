"""Interactives from ipywidgets. Without a running kernel each shows its static figure."""

import hashlib
import math
from collections.abc import Callable

import ipywidgets
import torch
from IPython.display import display

from helpers import course, measure, show
from helpers._drawing import translator_widget
from helpers._lab import lab_widget
from helpers._live import answering, enlarged, live, put, screen
from helpers._pointer import pointer_map, start_code

WIDGET = "application/vnd.jupyter.widget-view+json"


def _display(widget: ipywidgets.DOMWidget, still: show.Picture) -> None:
    """Two outputs: the picture, for readers without a kernel, and the live widget, which hides it.

    In one output a viewer takes the widget, and without its model shows an error for it. That
    line is hidden in the whole notebook, under old progress bars too (a page that doesn't trust
    the notebook drops the style, and shows picture and line). VS Code chooses for each output the
    type that it likes best, and application/vnd.* before text/html: so the picture's output must
    hold no richer type.
    """
    name = f"course-{hashlib.sha256(still.data).hexdigest()[:8]}"
    widget = live(widget)
    widget.add_class(f"{name}-live")
    # JupyterLab shows several notebooks in one page: there the two must belong to one cell
    cell = f".jp-OutputArea:has(.{name}):has(.{name}-live)"
    # a view that holds a line of text in place of a widget
    dead = f".jp-Notebook:has(.{name}) .jp-OutputArea-child > .jupyter-widgets:not(:has(*))"
    style = (f"{cell} .jp-OutputArea-child:has(.{name}), {dead}, "
             f"body:not(:has(.jp-OutputArea)):has(.{name}-live) .{name} {{ display: none }}")
    small = show.Picture(show.small(still.data), still.alt)
    element = f'<div class="{name}">{small.html}</div><style>{style}</style>'
    display({"text/plain": f"Interactive. {still.alt}", "text/html": element}, raw=True)
    view = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
    display({WIDGET: view}, raw=True)


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
    picture = screen(still)
    redraw = answering(lambda change: put(picture, draw(**values())), picture)
    for control in controls.values():
        control.observe(redraw, "value")
    rows = list(controls.values())
    if animate:
        moved = controls[animate]
        rows[rows.index(moved)] = ipywidgets.HBox([moved, _player(moved)])
    _display(ipywidgets.VBox([*rows, picture]), still)


def _player(slider) -> ipywidgets.Play:
    """A ▶ button that runs a slider of whole numbers through its values, from where it is."""
    # linking sets the slider to the button's value: they must begin at the same
    run = ipywidgets.Play(value=slider.value, min=slider.min, max=slider.max, step=slider.step,
                          interval=250)
    ipywidgets.jslink((run, "value"), (slider, "value"))
    return run


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
        with course.fork_rng():
            torch.manual_seed(0)  # the same people again, so that more of them only adds
            made = torch.stack([model.sample() for _ in range(people)]) if people else []
        drawing, axis = show.plt.subplots(figsize=(8.4, 3.6))
        options = {"bins": 28, "range": (140, 210), "density": True}
        axis.hist(show.numpy(values), color="#cccccc", label="real", **options)
        axis.plot(grid, model.log_prob(grid).exp(), label="your model")
        if people:
            axis.hist(show.numpy(made), histtype="step", lw=2, color="C1",
                      label=f"{people} people drawn", **options)
        score = model.log_prob(values).mean().item()
        axis.set(title=f"log-likelihood {score:.3f}   (EM: {best:.3f})",
                 xlabel="cm", ylabel="density", ylim=(0, 0.08))
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
    _display(pointer_map(decoder, codes, labels),
             still or _map_and_digit(decoder, codes, labels))


def manifold(decoder, codes, labels) -> None:
    """`code_map` for a VAE: its static figure is `show.manifold`, decoder (N, 2) → images."""
    code_map(decoder, codes, labels, show.manifold(decoder, codes[:1000], labels[:1000], size=12))


def _map_and_digit(decoder, codes, labels) -> show.Picture:
    z = start_code(codes, labels, 3)
    drawing, (left, right) = show.plt.subplots(1, 2, figsize=(9, 4.6), width_ratios=(1.25, 1))
    show.codes(codes, labels, axis=left, alt="")
    left.plot(*z.tolist(), "P", color="black", markersize=15, markeredgecolor="white")
    right.imshow(show.numpy(measure.predict(decoder, z.view(1, 2))[0, 0]), cmap="gray",
                 vmin=0, vmax=1)
    right.set(xticks=[], yticks=[], title="decoder(z)")
    return show.picture(drawing, alt=(
        f"A map of 2-D codes coloured by digit with a cross at ({z[0]:.1f}, {z[1]:.1f}), "
        "among the 3s, and the picture that the decoder makes of that code."))


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
    place = slider("frame", 0, len(steps) - 1, 0, 1)
    said = ipywidgets.Label(f"step {steps[0]}")
    picture = screen(pictures[0])

    def turn(change) -> None:
        put(picture, pictures[place.value])
        said.value = f"step {steps[place.value]}"

    place.observe(answering(turn, picture), "value")
    _display(ipywidgets.VBox([ipywidgets.HBox([place, _player(place), said]), picture]), still)


def walk(sample: Callable, start: torch.Tensor, directions: torch.Tensor) -> None:
    """Walk in z: one slider for each direction, and the picture that the generator makes.

    sample: z (N, d), on the CPU → images (N, C, H, W) in [0, 1]; start (d,); directions (K, d),
    each of length 1. A slider is a distance in units of z's own spread. The static figure shows
    each direction from −4 to 4.
    """
    start, directions = start.cpu(), directions.cpu()
    steps = torch.linspace(-4, 4, 9)
    still = show.rows({
        f"direction {i}": sample(start + steps[:, None] * way)
        for i, way in enumerate(directions, 1)}, alt=(
        f"{len(directions)} rows of nine pictures: in each one direction of z is walked from −4 "
        "to 4, the picture in the middle is the same in all."))
    sliders = [ipywidgets.FloatSlider(0, min=-6, max=6, step=0.5, description=f"direction {i}",
                                      layout={"width": "360px"})
               for i in range(1, len(directions) + 1)]

    def drawn() -> show.Picture:
        amount = torch.tensor([slider.value for slider in sliders])
        image = sample((start + amount @ directions)[None])
        moved = ", ".join(f"{a:g} along {i}" for i, a in enumerate(amount.tolist(), 1) if a)
        return enlarged(image, 320 // image.shape[3], alt=(
            f"The picture at this place in z: {moved or 'the start'}."))

    picture = screen(drawn())
    picture.layout.margin = "0 0 0 12px"
    again = ipywidgets.Button(description="back to start")
    again.on_click(lambda _: [setattr(slider, "value", 0.0) for slider in sliders])
    for slider_ in sliders:
        slider_.observe(answering(lambda change: put(picture, drawn()), picture), "value")
    _display(ipywidgets.HBox([ipywidgets.VBox([*sliders, again]), picture]), still)


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
    drawing, axis = show.plt.subplots(figsize=(8.4, 3.6))
    axis.plot(x, p, label="p (data)")
    fakes, = axis.plot(x, p, label="q (fakes)")
    best, = axis.plot(x, p, "k--", label="best D")
    axis.axhline(0.5, color="0.7", lw=1)
    axis.set(xlim=(-5, 5), ylim=(0, 1.25), xlabel="x", ylabel="density, and D(x)")
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
    _display(*lab_widget(new_game, step_D, step_G, shapes, noises, losses or []))
