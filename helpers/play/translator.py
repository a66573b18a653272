"""A small canvas to paint on, and what two translators make of it: A → B → A.

ipywidgets has no canvas. It is an HTML widget whose own handlers paint, and write the picture as
a PNG into a hidden text widget, which Python observes; no extension is needed.
"""

import base64
import html
import io
from binascii import Error as BinasciiError
from collections.abc import Callable

import ipywidgets
import numpy as np
import torch

from helpers import show
from helpers.play.controls import present
from helpers.play.page import answering, enlarged, handler, on_pointer, put, screen
from helpers.show.picture import address

PALETTE = {"black": "#000000", "white": "#ffffff", "yellow": "#fcea2b", "red": "#ea5a47",
           "blue": "#61b2e4", "green": "#5c9e31", "brown": "#a57939", "orange": "#f1b31c"}
# Paints with the colour and width of the chosen brush; tells Python at most every 80 ms.
PAINT = """
const c = this, at = c.getBoundingClientRect(), box = c.closest('.course-drawing');
if (event.type == 'pointerdown') { event.preventDefault(); c.setPointerCapture(event.pointerId);
  c.last = null; }
if (!event.buttons && event.type != 'pointerup') return;
const x = (event.clientX - at.left) * c.width / at.width;
const y = (event.clientY - at.top) * c.height / at.height;
const g = c.getContext('2d'), from = c.last || [x - 0.01, y];
g.strokeStyle = box.dataset.colour || '#000000'; g.lineWidth = 2.2; g.lineCap = 'round';
if (event.type != 'pointerup') { g.beginPath(); g.moveTo(...from); g.lineTo(x, y); g.stroke();
  c.last = [x, y]; }
if (event.type == 'pointerup' || event.timeStamp - (c.sent || 0) > 80) {
  c.sent = event.timeStamp; const input = box.querySelector('.course-drawn input');
  input.value = c.toDataURL('image/png');
  input.dispatchEvent(new Event('input', {bubbles: true}));
  input.dispatchEvent(new Event('change', {bubbles: true})); }
"""
CHOOSE = ("const box = this.closest('.course-drawing'); box.dataset.colour = this.dataset.colour; "
          "box.querySelectorAll('button[data-colour]').forEach(b => b.style.outline = "
          "b == this ? '3px solid #0072B2' : 'none');")


def picture_from(address: str, side: int) -> torch.Tensor | None:
    """The drawing in a data address as floats (3, side, side), or None if it is no picture."""
    from PIL import Image, UnidentifiedImageError

    kind, _, data = address.partition(",")
    try:
        drawn = Image.open(io.BytesIO(base64.b64decode(data, validate=True))).convert("RGB")
    except (BinasciiError, UnidentifiedImageError, OSError):
        return None
    if not kind.startswith("data:image/png") or drawn.size != (side, side):
        return None
    return torch.from_numpy(np.array(drawn)).permute(2, 0, 1).float() / 255


def _canvas(image: torch.Tensor, what: str) -> str:
    """A canvas of the picture's own pixels, shown eight times as large, and the colours."""
    side = image.shape[1]
    drawn = address(show.png(show.pixels(image[None])[0]))
    load = handler("this.previousElementSibling.getContext('2d').drawImage(this, 0, 0)")
    colours = "".join(
        f'<button data-colour="{code}" aria-label="{name}" title="{name}" '
        f'onclick="{handler(CHOOSE)}" style="background:{code}; width:26px; height:26px; '
        f'margin:3px; border:1px solid #888"></button>' for name, code in PALETTE.items())
    return (f'<canvas width="{side}" height="{side}" {on_pointer(PAINT)} role="img" '
            f'aria-label="canvas to paint on: {html.escape(what)}" '
            'style="width:256px; height:256px; image-rendering:pixelated; cursor:crosshair; '
            'touch-action:none; border:1px solid #888"></canvas>'
            f'<img src="{drawn}" alt="" onload="{load}" hidden>'
            f"<div>{colours}</div>")


def translator_widget(there, back, test: dict[str, torch.Tensor], names: list[str]):
    """The widget: choose or paint a picture of the first style, see it translated and back.

    there, back: images (N, 3, S, S) in [0, 1] → the same shape, for the first style of `test`;
    for the second they change places. test: style → images (N, 3, S, S), one for each name.
    """
    styles = list(test)
    side = test[styles[0]].shape[2]
    drawn = ipywidgets.Text(layout={"display": "none"})
    drawn.add_class("course-drawn")
    which = ipywidgets.Dropdown(options=[(name, i) for i, name in enumerate(names)], value=0,
                                description="emoji")
    way = ipywidgets.ToggleButtons(options=[(f"{styles[0]} → {styles[1]} → {styles[0]}", 0),
                                            (f"{styles[1]} → {styles[0]} → {styles[1]}", 1)],
                                   style={"button_width": "16em"})
    wipe = ipywidgets.Button(description="wipe the canvas")
    canvas = ipywidgets.HTML()
    said = ipywidgets.Label()
    now = {"picture": None, "own": False, "canvases": 0}  # own: drawn, so no style's own picture

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
        now.update(picture=picture, canvases=now["canvases"] + 1)
        # a number, since a canvas that was painted on must be replaced by the same once more
        canvas.value = _canvas(picture, what) + f"<!-- {now['canvases']} -->"

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
    row = ipywidgets.HBox([canvas, *screens], layout={"align_items": "flex-start"})
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
