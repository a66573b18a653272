"""A canvas to scribble on, and what a model makes of it."""

from collections.abc import Callable

import ipywidgets
import torch

from helpers import show
from helpers.play.canvas import canvas, painted_on, picture_from
from helpers.play.controls import present
from helpers.play.page import answering, enlarged, put, screen

GREYS = {"white": "#ffffff", "grey": "#808080", "black": "#000000"}


def scribble_widget(mend: Callable, start: torch.Tensor, controls: dict):
    """The widget: paint in white on black, and see mend(picture, **values) beside it."""
    side = start.shape[2]
    drawn, paper = painted_on(), ipywidgets.HTML()
    wipe = ipywidgets.Button(description="wipe the canvas")
    now = {"picture": start, "what": ""}

    def mended() -> show.Picture:
        made = mend(now["picture"], **{name: control.value for name, control in controls.items()})
        said = ", ".join(f"{name} {getattr(control, 'label', control.value)}"
                         for name, control in controls.items())
        return enlarged(made, 140 // side, f"What becomes of {now['what']}: {len(made)} pictures, "
                                           f"{said}.")

    def lay(picture: torch.Tensor, what: str) -> None:
        now.update(picture=picture, what=what)
        paper.value = canvas(picture[0], what, GREYS)

    def clear(_) -> None:
        lay(torch.zeros_like(start), "an empty canvas")
        put(answer, mended())

    def paint(change) -> None:
        picture = picture_from(change["new"], side)
        if picture is not None:
            now.update(picture=picture.mean(0)[None, None], what="your own scribble")
            put(answer, mended())

    lay(start, "the scribble to begin with")
    answer = screen(mended())
    wipe.on_click(answering(clear, answer))
    drawn.observe(answering(paint, answer), "value")
    redraw = answering(lambda change: put(answer, mended()), answer)
    for control in controls.values():
        control.observe(redraw, "value")
    row = ipywidgets.HBox([paper, answer], layout={"align_items": "flex-start"})
    box = ipywidgets.VBox([*controls.values(), wipe, row, drawn])
    box.add_class("course-drawing")
    return box


def scribble(mend: Callable[..., torch.Tensor], start: torch.Tensor, *, stages: dict,
             **controls: ipywidgets.Widget) -> None:
    """Scribble on a canvas and see what a model makes of it, anew at each stroke.

    mend: picture (1, 1, S, S) in [0, 1] and the controls' values → images (N, 1, S, S), as
    `mend(picture, t=0.7)`; start: the picture at the start; stages: name → keyword arguments for
    mend, the rows of the static figure, which begins with the start itself. Raises ValueError for
    a start of another shape.
    """
    if start.ndim != 4 or start.shape[:2] != (1, 1) or start.shape[2] != start.shape[3]:
        raise ValueError(f"start has shape {tuple(start.shape)}: give (1, 1, S, S).")
    made = {name: mend(start, **values) for name, values in stages.items()}
    count = len(next(iter(made.values())))
    still = show.rows({"scribble": start.expand(count, -1, -1, -1)} | made, alt=(
        f"A scribble, {count} times, and what becomes of it: {', '.join(stages)}."))
    present(scribble_widget(mend, start, controls), still)
