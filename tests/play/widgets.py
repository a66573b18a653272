"""What tests of interactives look into."""

import base64
import html
import io
import re

import ipywidgets
import numpy as np
import torch
from PIL import Image


def pixels(png: bytes):
    return torch.tensor(np.asarray(Image.open(io.BytesIO(png)).convert("L")))


def painted(side: int, grey: int) -> str:
    """What the page tells of a canvas of that side, all of one grey: a PNG's data address."""
    buffer = io.BytesIO()
    Image.new("RGB", (side, side), (grey,) * 3).save(buffer, "png")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


def find(widget, kind):
    found = [widget] if isinstance(widget, kind) else []
    for child in getattr(widget, "children", ()):
        found += find(child, kind)
    return found


def alts(widget) -> list[str]:
    """The alt texts that the page gives to a widget's pictures."""
    found = (re.search(r'<span class="course-alt">(.*)</span>', text.value)
             for text in find(widget, ipywidgets.HTML))
    return [html.unescape(alt[1]) for alt in found if alt]
