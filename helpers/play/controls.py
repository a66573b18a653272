"""Controls above a picture; without a running kernel the static figure that they leave."""

import hashlib
from collections.abc import Callable

import ipywidgets
from IPython.display import display

from helpers import show
from helpers.play.page import answering, dead_views, live, put, screen

WIDGET = "application/vnd.jupyter.widget-view+json"


def present(widget: ipywidgets.DOMWidget, still: show.Picture) -> None:
    """Two outputs: the picture, for readers without a kernel, and the live widget, which hides it.

    In one output a viewer takes the widget, and without its model shows an error for it: that
    line is hidden. VS Code chooses for each output the type that it likes best, and
    application/vnd.* before text/html: so the picture's output must hold no richer type.
    """
    name = f"course-{hashlib.sha256(still.data).hexdigest()[:8]}"
    widget = live(widget)
    widget.add_class(f"{name}-live")
    # JupyterLab shows several notebooks in one page: there the two must belong to one cell
    cell = f".jp-OutputArea:has(.{name}):has(.{name}-live)"
    style = (f"{cell} .jp-OutputArea-child:has(.{name}), {dead_views(name)}, "
             f"body:not(:has(.jp-OutputArea)):has(.{name}-live) .{name} {{ display: none }}")
    small = show.Picture(show.small(still.data), still.alt)
    element = f'<div class="{name}">{small.html}</div><style>{style}</style>'
    display({"text/plain": f"Interactive. {still.alt}", "text/html": element}, raw=True)
    view = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
    display({WIDGET: view}, raw=True)


def interactive(
    draw: Callable[..., show.Picture], *, animate: str | None = None,
    still: show.Picture | None = None, **controls: ipywidgets.Widget
) -> None:
    """Controls above a picture: `draw(**values)` returns the Picture, redrawn at each change.

    animate: the control that gets a ▶ button, which runs through its values.
    still: the static figure, by default the picture at the values at the start.
    """
    def drawn() -> show.Picture:
        return draw(**{name: control.value for name, control in controls.items()})

    first = drawn()
    picture = screen(first)
    redrawn(picture, drawn, controls.values())
    rows = list(controls.values())
    if animate:
        moved = controls[animate]
        rows[rows.index(moved)] = ipywidgets.HBox([moved, _player(moved)])
    present(ipywidgets.VBox([*rows, picture]), still or first)


def redrawn(picture: ipywidgets.VBox, draw: Callable[[], show.Picture], controls) -> None:
    """Draw anew on the screen `picture` whenever a control changes."""
    redraw = answering(lambda change: put(picture, draw()), picture)
    for control in controls:
        control.observe(redraw, "value")


def _player(slider) -> ipywidgets.Play:
    """A ▶ button that runs a slider of whole numbers, or of options, from where it is."""
    if isinstance(slider, ipywidgets.SelectionSlider):
        place, span = "index", {"min": 0, "max": len(slider.options) - 1}
    else:
        place, span = "value", {"min": slider.min, "max": slider.max, "step": slider.step}
    # linking sets the slider to the button's value: they must begin at the same
    run = ipywidgets.Play(value=getattr(slider, place), interval=250, **span)
    ipywidgets.jslink((run, "value"), (slider, place))
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
