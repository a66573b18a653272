"""Interactives from ipywidgets. Without a running kernel each shows its static figure."""

from collections.abc import Callable

import ipywidgets
from IPython.display import display

from helpers import show

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


def interactive(draw: Callable[..., show.Picture], **controls: ipywidgets.Widget) -> None:
    """Controls above a picture: `draw(**values)` returns the Picture, redrawn at each change.

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
    _display(ipywidgets.VBox([*controls.values(), image]), still)


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
