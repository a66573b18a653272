"""A small canvas to paint on, and what two translators make of it: A → B → A."""

from collections.abc import Callable

import ipywidgets
import torch

from helpers import show
from helpers.play.canvas import canvas, painted_on, picture_from
from helpers.play.controls import present
from helpers.play.page import answering, enlarged, put, screen

PALETTE = {"black": "#000000", "white": "#ffffff", "yellow": "#fcea2b", "red": "#ea5a47",
           "blue": "#61b2e4", "green": "#5c9e31", "brown": "#a57939", "orange": "#f1b31c"}


def translator_widget(there, back, test: dict[str, torch.Tensor], names: list[str]):
    """The widget: choose or paint a picture of the first style, see it translated and back.

    there, back: images (N, 3, S, S) in [0, 1] → the same shape, for the first style of `test`;
    for the second they change places. test: style → images (N, 3, S, S), one for each name.
    """
    styles = list(test)
    side = test[styles[0]].shape[2]
    drawn = painted_on()
    which = ipywidgets.Dropdown(options=[(name, i) for i, name in enumerate(names)], value=0,
                                description="emoji")
    way = ipywidgets.ToggleButtons(options=[(f"{styles[0]} → {styles[1]} → {styles[0]}", 0),
                                            (f"{styles[1]} → {styles[0]} → {styles[1]}", 1)],
                                   style={"button_width": "16em"})
    wipe = ipywidgets.Button(description="wipe the canvas")
    paper = ipywidgets.HTML()
    said = ipywidgets.Label()
    now = {"picture": None, "own": False}  # own: drawn, so no style's own picture

    def translated() -> list[show.Picture]:
        first, second = (there, back) if way.value == 0 else (back, there)
        one = first(now["picture"][None])
        to, home = styles[1 - way.value], styles[way.value]
        what = "the drawing" if now["own"] else names[which.value]
        return [enlarged(one, 256 // side, f"In the middle: {what}, translated to {to}."),
                enlarged(second(one), 256 // side, f"At the right: {what}, back in {home}.")]

    def answer() -> None:
        for screen_, picture in zip(screens, translated(), strict=True):
            put(screen_, picture)

    def lay(picture: torch.Tensor, what: str) -> None:
        now["picture"] = picture
        paper.value = canvas(picture, what, PALETTE)

    def choose(change=None) -> None:
        now["own"] = False
        lay(test[styles[way.value]][which.value], names[which.value])
        said.value = f"{names[which.value]}: paint on it, or wipe it and draw your own."
        answer()

    def turn(change) -> None:
        answer() if now["own"] else choose()

    def clear(_) -> None:
        now["own"] = True
        lay(torch.ones(3, side, side), "empty")
        said.value = "An empty canvas: draw."
        answer()

    def paint(change) -> None:
        picture = picture_from(change["new"], side)
        if picture is not None:
            now.update(picture=picture, own=True)
            said.value = "Your own drawing."
            answer()

    screens = [screen(show.Picture(b"", "Nothing is translated yet.")) for _ in range(2)]
    choose()
    which.observe(answering(choose, screens[0]), "value")
    way.observe(answering(turn, screens[0]), "value")
    wipe.on_click(answering(clear, screens[0]))
    drawn.observe(answering(paint, screens[0]), "value")
    row = ipywidgets.HBox([paper, *screens], layout={"align_items": "flex-start"})
    box = ipywidgets.VBox([ipywidgets.HBox([which, wipe]), way, row, said, drawn])
    box.add_class("course-drawing")
    return box


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
    present(translator_widget(there, back, test, names), still)
