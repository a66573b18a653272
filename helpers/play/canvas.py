"""A small canvas to paint on.

ipywidgets has no canvas. It is an HTML widget whose own handlers paint, and write the picture as
a PNG into a hidden text widget, which Python observes; no extension is needed.
"""

import base64
import html
import io
import itertools
from binascii import Error as BinasciiError

import ipywidgets
import numpy as np
import torch

from helpers import show
from helpers.play.page import handler, on_pointer
from helpers.show.picture import address

# Paints with the colour and width of the chosen brush; tells Python at most every 80 ms.
PAINT = """
const c = this, at = c.getBoundingClientRect(), box = c.closest('.course-drawing');
if (event.type == 'pointerdown') { event.preventDefault(); c.setPointerCapture(event.pointerId);
  c.last = null; }
if (!event.buttons && event.type != 'pointerup') return;
const x = (event.clientX - at.left) * c.width / at.width;
const y = (event.clientY - at.top) * c.height / at.height;
const g = c.getContext('2d'), from = c.last || [x - 0.01, y];
g.strokeStyle = box.dataset.colour || c.dataset.colour; g.lineWidth = 2.2; g.lineCap = 'round';
if (event.type != 'pointerup') { g.beginPath(); g.moveTo(...from); g.lineTo(x, y); g.stroke();
  c.last = [x, y]; }
if (event.type == 'pointerup' || event.timeStamp - (c.sent || 0) > 80) {
  c.sent = event.timeStamp; const input = box.querySelector('.course-drawn input');
  input.value = c.toDataURL('image/png');
  input.dispatchEvent(new Event('input', {bubbles: true}));
  input.dispatchEvent(new Event('change', {bubbles: true})); }
"""
# A new sheet of the canvas brings new buttons; the box keeps the colour.
MARK = """
const box = this.closest('.course-drawing'), chosen = box && box.dataset.colour;
if (chosen) for (const button of box.querySelectorAll('button[data-colour]'))
  button.setAttribute('aria-pressed', button.dataset.colour == chosen);
"""
CHOOSE = "this.closest('.course-drawing').dataset.colour = this.dataset.colour;" + MARK
SHEETS = itertools.count()


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


def painted_on() -> ipywidgets.Text:
    """The hidden text that holds what was painted on a canvas beside it, as a data address."""
    drawn = ipywidgets.Text(layout={"display": "none"})
    drawn.add_class("course-drawn")
    return drawn


def canvas(image: torch.Tensor, what: str, palette: dict[str, str]) -> str:
    """A canvas of the picture's (C, S, S) own pixels, 256 wide, and the colours, name → code.

    The brush begins with the first colour. Put it, with `painted_on()`, into a box of the class
    course-drawing. Each is another string: one that was painted on must be replaced by its equal.
    """
    side = image.shape[1]
    drawn = address(show.png(show.pixels(image[None])[0]))
    load = handler("this.previousElementSibling.getContext('2d').drawImage(this, 0, 0);" + MARK)
    first = next(iter(palette.values()))
    colours = "".join(
        f'<button data-colour="{code}" aria-label="{name}" title="{name}" '
        f'aria-pressed="{str(code == first).lower()}" onclick="{handler(CHOOSE)}" '
        f'style="background:{code}; width:26px; height:26px; margin:5px; border:1px solid #888">'
        '</button>' for name, code in palette.items())
    return (f'<canvas width="{side}" height="{side}" {on_pointer(PAINT)} role="img" '
            f'data-colour="{first}" '
            f'aria-label="canvas to paint on: {html.escape(what)}" '
            'style="width:256px; height:256px; image-rendering:pixelated; cursor:crosshair; '
            'touch-action:none; border:1px solid #888"></canvas>'
            f'<img src="{drawn}" alt="" onload="{load}" hidden>'
            f"<div>{colours}</div><!-- {next(SHEETS)} -->")
