"""A small canvas to paint on, and what two translators make of it: A → B → A.

ipywidgets has no canvas. It is an HTML widget whose own handlers paint, and write the picture as
a PNG into a hidden text widget, which Python observes; no extension is needed.
"""

import base64
import html
import io
from binascii import Error as BinasciiError

import ipywidgets
import numpy as np
import torch

from helpers import show

PALETTE = ["#000000", "#ffffff", "#fcea2b", "#ea5a47", "#61b2e4", "#5c9e31", "#a57939", "#f1b31c"]
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


def _attribute(code: str) -> str:
    return html.escape(" ".join(code.split()), quote=True)


def png(image: torch.Tensor, factor: int = 1) -> bytes:
    """One picture (3, H, W) in [0, 1] as a PNG, enlarged without smoothing."""
    return show.png(show.pixels(image[None])[0].repeat(factor, 0).repeat(factor, 1))


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


def _canvas(image: torch.Tensor) -> str:
    """A canvas of the picture's own pixels, shown eight times as large, and the colours."""
    side, data = image.shape[1], base64.b64encode(png(image)).decode()
    events = " ".join(f'onpointer{name}="{_attribute(PAINT)}"' for name in ("down", "move", "up"))
    load = _attribute("this.previousElementSibling.getContext('2d').drawImage(this, 0, 0)")
    colours = "".join(
        f'<button data-colour="{c}" aria-label="colour {c}" onclick="{_attribute(CHOOSE)}" '
        f'style="background:{c}; width:26px; height:26px; margin:3px; border:1px solid #888">'
        "</button>" for c in PALETTE)
    return (f'<canvas width="{side}" height="{side}" {events} aria-label="canvas to paint on" '
            'style="width:256px; height:256px; image-rendering:pixelated; cursor:crosshair; '
            'touch-action:none; border:1px solid #888"></canvas>'
            f'<img src="data:image/png;base64,{data}" alt="" onload="{load}" hidden>'
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
                                   style={"button_width": "14em"})
    wipe = ipywidgets.Button(description="wipe the canvas")
    canvas = ipywidgets.HTML()
    pictures = [ipywidgets.Image(format="png", width=256, height=256) for _ in range(2)]
    for image in pictures:
        image.add_class("course-picture")
    said = ipywidgets.Label()

    def answer(picture: torch.Tensor) -> None:
        first, second = (there, back) if way.value == 0 else (back, there)
        one = first(picture[None])
        for widget, image in zip(pictures, (one, second(one)), strict=True):
            widget.value = png(image[0], 8)

    def choose(change=None) -> None:
        picture = test[styles[way.value]][which.value]
        canvas.value = _canvas(picture) + f"<!-- {which.value} {way.value} -->"
        said.value = f"{names[which.value]}: paint on it, or wipe it and draw your own."
        answer(picture)

    def clear(_) -> None:
        canvas.value = _canvas(torch.ones(3, side, side)) + f"<!-- {clear.count} -->"
        clear.count += 1
        said.value = "An empty canvas: draw."
        answer(torch.ones(3, side, side))

    def paint(change) -> None:
        picture = picture_from(change["new"], side)
        if picture is not None:
            said.value = "Your own drawing."
            answer(picture)

    clear.count = 0
    which.observe(choose, "value")
    way.observe(choose, "value")
    wipe.on_click(clear)
    drawn.observe(paint, "value")
    choose()
    box = ipywidgets.VBox([ipywidgets.HBox([which, wipe]), way,
                           ipywidgets.HBox([canvas, *pictures]), said, drawn])
    box.add_class("course-drawing")
    return box
