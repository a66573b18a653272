"""A figure as a PNG with alt text."""

import base64
import contextlib
import html
import io

import numpy as np
from IPython.display import display
from matplotlib import pyplot as plt
from matplotlib.backends.backend_agg import FigureCanvasAgg


def address(png: bytes) -> str:
    """A PNG as an address that holds all of it, for the src of an <img>."""
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


class Picture:
    """A PNG with alt text: shows itself as a cell's last line or through `display`.

    As an <img> in HTML, since JupyterLab, nbconvert and Colab ignore an alt text in the metadata
    of a PNG. `data` is the PNG, `html` the element.
    """

    def __init__(self, png: bytes, alt: str):
        if len(alt) < 20:
            raise ValueError(f"alt is {alt!r}: say in a sentence what the figure shows.")
        self.data, self.alt = png, alt

    def __repr__(self) -> str:
        return f"Picture: {self.alt}"

    @property
    def html(self) -> str:
        # a PNG begins with 16 bytes, width and height: a page that knows them doesn't jump
        width, height = (int.from_bytes(self.data[i:i + 4], "big") for i in (16, 20))
        return (
            f'<img alt="{html.escape(self.alt)}" width="{width}" height="{height}" '
            'decoding="sync" style="max-width: 100%; height: auto" '
            f'src="{address(self.data)}">'
        )

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {"text/plain": repr(self), "text/html": self.html}


def picture(figure, alt: str, *, quick: bool = False, **options) -> Picture:
    """Turn a matplotlib figure into a Picture and close it; options go to savefig.

    quick: for interactives, a larger file in less time (and without options).
    """
    if quick:  # savefig goes through the figure twice, this once
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        data = png(np.asarray(canvas.buffer_rgba())[..., :3], compress_level=1)
    else:
        buffer = io.BytesIO()
        figure.savefig(buffer, format="png", **options)
        data = small(buffer.getvalue())
    plt.close(figure)
    return Picture(data, alt)


def png(pixels: np.ndarray, **options) -> bytes:
    """Pixels, uint8 (H, W) or (H, W, 3), as a PNG; options go to Pillow's writer."""
    from PIL import Image as Pillow

    buffer = io.BytesIO()
    Pillow.fromarray(pixels).save(buffer, "png", **options)
    return buffer.getvalue()


def small(png: bytes) -> bytes:
    """The same PNG in fewer bytes: with a palette of 256 colours, where that saves space.

    Without colours, as pictures of digits are, of 32 greys: 4 of 255 off at most, which no eye
    sees, in about half the bytes.
    """
    from PIL import Image as Pillow

    picture = Pillow.open(io.BytesIO(png)).convert("RGB")
    red, green, blue = np.asarray(picture).transpose(2, 0, 1)
    if (red == green).all() and (green == blue).all():
        greys = np.round(np.round(red / 255 * 31) / 31 * 255).astype(np.uint8)
        picture = Pillow.fromarray(greys).convert("RGB")
    reduced = io.BytesIO()
    picture.quantize(256, dither=Pillow.Dither.NONE).save(reduced, "png", optimize=True)
    return min(png, reduced.getvalue(), key=len)


@contextlib.contextmanager
def figure(rows: int = 1, columns: int = 1, *, alt: str, size=(9.5, 3.8), **options):
    """Draw by hand: `with show.figure(1, 2, alt="…") as (left, right): left.plot(…)`.

    Yields matplotlib axes (one, or an array as from plt.subplots) and displays the picture
    at the end. options go to plt.subplots; size in inches.
    """
    drawing, axes = plt.subplots(rows, columns, figsize=size, **options)
    try:
        yield axes
    except BaseException:
        plt.close(drawing)
        raise
    display(picture(drawing, alt, bbox_inches="tight"))  # a title over square axes is not cut
