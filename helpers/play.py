"""Interactives from ipywidgets. Without a running kernel each shows its static figure."""

from collections.abc import Callable

import ipywidgets
import torch
from IPython.display import display

from helpers import measure, show
from helpers._pointer import pointer_map

WIDGET = "application/vnd.jupyter.widget-view+json"


def _display(widget: ipywidgets.Widget, still: show.Picture) -> None:
    """One output with both: the live widget, and the picture for readers without a kernel."""
    live = widget._repr_mimebundle_()
    png, metadata = still._repr_png_()
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
            f"people drawn from it; log-likelihood {score:.3f}."))

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
    code_map(decoder, codes, labels, show.manifold(decoder, codes, labels))


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
