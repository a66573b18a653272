"""Figures: every one is a PNG with alt text, and one look."""

import base64
import contextlib
import html
import io

import numpy as np
import torch
from IPython.display import display
from matplotlib import pyplot as plt

from helpers import _looks
from helpers._game import game_film, game_frame
from helpers._shapes import draw_shapes, shapes_through

__all__ = [
    "Picture", "Table", "picture", "figure", "numpy", "pixels", "tile", "grid",
    "rows", "curves", "codes", "manifold", "bottlenecks", "table", "small", "png", "game_frame",
    "game_film", "shape_walk", "plt",
]
# ten digits, ten colours, neighbours apart in lightness too (Okabe and Ito's, and three more)
TEN = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000",
       "#8C510A", "#7F7F7F", "#B2DF00"]


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
            f'src="data:image/png;base64,{base64.b64encode(self.data).decode()}">'
        )

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {"text/plain": repr(self), "text/html": self.html}


def picture(figure, alt: str, *, quick: bool = False, **options) -> Picture:
    """Turn a matplotlib figure into a Picture and close it; options go to savefig.

    quick: for interactives, a larger file in less time (and without options).
    """
    if quick:  # savefig goes through the figure twice, this once
        from matplotlib.backends.backend_agg import FigureCanvasAgg

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
    """The same PNG with a palette of 256 colours where that saves space."""
    from PIL import Image as Pillow

    reduced = io.BytesIO()
    Pillow.open(io.BytesIO(png)).convert("RGB").quantize(256, dither=Pillow.Dither.NONE).save(
        reduced, "png", optimize=True
    )
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
    display(picture(drawing, alt))


def numpy(values) -> np.ndarray:
    """A tensor, list or array as a numpy array on the CPU."""
    if isinstance(values, torch.Tensor):
        return values.detach().cpu().numpy()
    return np.asarray(values)


def pixels(images) -> np.ndarray:
    """Images (N, 1 or 3, H, W), uint8 or floats in [0, 1] → (N, H, W, 3) uint8.

    Never stretched in contrast: floats are clipped to [0, 1] and scaled by 255. Raises ValueError
    for another layout and for what looks like pictures of another range.
    """
    _looks.check("images", images, float32=False)
    array = numpy(images)
    if array.ndim != 4 or array.shape[1] not in (1, 3):
        raise ValueError(
            f"images has shape {array.shape}: give (N, 1, H, W) or (N, 3, H, W), "
            "for rows of pixels x.view(-1, 1, 28, 28)."
        )
    if array.dtype != np.uint8:
        array = (np.clip(np.nan_to_num(array), 0, 1) * 255).round().astype(np.uint8)
    array = array.transpose(0, 2, 3, 1)
    return np.repeat(array, 3, axis=3) if array.shape[3] == 1 else array


def tile(images, columns: int, gap: int = 2) -> np.ndarray:
    """Images (N, C, H, W) laid out row by row with a grey gap → (height, width, 3) uint8."""
    array = pixels(images)
    count, height, width, _ = array.shape
    rows = -(-count // columns)
    sheet = np.full((rows * (height + gap) - gap, columns * (width + gap) - gap, 3), 160, np.uint8)
    for i, image in enumerate(array):
        y, x = (i // columns) * (height + gap), (i % columns) * (width + gap)
        sheet[y : y + height, x : x + width] = image
    return sheet


def _scaled(sheet: np.ndarray, width: int = 900) -> np.ndarray:
    """The sheet enlarged by a whole number, so that no pixel is smoothed or stretched."""
    factor = max(1, width // sheet.shape[1])
    return sheet.repeat(factor, axis=0).repeat(factor, axis=1)


def grid(images, *, alt: str, columns: int = 10) -> Picture:
    """Images (N, C, H, W) in rows of `columns`."""
    buffer = io.BytesIO()
    plt.imsave(buffer, _scaled(tile(images, columns)), format="png")
    return Picture(small(buffer.getvalue()), alt)


def rows(named: dict, *, alt: str, title: str | None = None) -> Picture:
    """One labelled row of images for each name → (N, C, H, W); a long row is a wide figure."""
    sheets = {name: tile(images, len(images)) for name, images in named.items()}
    height, width = next(iter(sheets.values())).shape[:2]
    inches = 8.2 * height / width + 0.06
    drawing, axes = plt.subplots(
        len(sheets), 1, figsize=(9.5, inches * len(sheets) + (0.4 if title else 0)), squeeze=False
    )
    for axis, (name, sheet) in zip(axes[:, 0], sheets.items(), strict=True):
        axis.imshow(_scaled(sheet))
        axis.set(xticks=[], yticks=[])
        axis.spines[:].set_visible(False)
        axis.set_ylabel(name, rotation=0, ha="right", va="center")
    if title:
        drawing.suptitle(title)
    return picture(drawing, alt, bbox_inches="tight")  # a long name must not be cut


def curves(x, named: dict, *, alt: str, xlabel="", ylabel="", title="", **axis_options) -> Picture:
    """One line for each name → y (N,), over x (N,); axis_options go to Axes.set."""
    drawing, axis = plt.subplots(figsize=(8, 4.2))
    dashes = ["-", "--", "-.", ":"]
    for i, (name, y) in enumerate(named.items()):
        y = numpy(y)
        marker = "o" if len(y) <= 12 else None
        axis.plot(numpy(x), y, dashes[i % 4], marker=marker, label=name)
    axis.set(xlabel=xlabel, ylabel=ylabel, title=title, **axis_options)
    if "xticks" in axis_options:
        axis.minorticks_off()
    if named:
        axis.legend()
    return picture(drawing, alt)


def shape_walk(model, x, *, alt: str, title: str = "") -> Picture:
    """A Sequential as a drawing: one block for each shape that x (B, …) takes on its way.

    Height is the side of the picture, width grows with the channels.
    """
    return picture(draw_shapes(shapes_through(model, x), title), alt)


def codes(points, labels, *, alt: str, title="", axis=None, size: float = 5) -> Picture | None:
    """Codes (N, 2) coloured by digit (N,), the digit's number at each class's median.

    Numbers that would cover each other are moved apart. Draws on `axis` where one is given, else
    returns a Picture.
    """
    drawing = None
    if axis is None:
        drawing, axis = plt.subplots(figsize=(7, 6.2))
    _scatter(points, labels, axis, size)
    axis.set(xlabel="$z_1$", ylabel="$z_2$", title=title)
    return picture(drawing, alt) if drawing else None


def _scatter(points, labels, axis, size: float) -> None:
    points, labels = numpy(points), numpy(labels)
    for digit in np.unique(labels):
        own = points[labels == digit]
        axis.scatter(*own.T, s=size, color=TEN[digit], alpha=0.6, linewidths=0)
    digits = np.unique(labels)
    medians = np.array([np.median(points[labels == digit], axis=0) for digit in digits])
    low, high = np.array([axis.get_xlim(), axis.get_ylim()]).T
    inches = axis.get_position().size * axis.get_figure().get_size_inches()
    letters = min(17, 3 * inches[0])  # in points; a label is 1.5 letters wide
    places = _apart((medians - low) / (high - low) * inches, 1.5 * letters / 72)
    for digit, place in zip(digits, places / inches * (high - low) + low, strict=True):
        axis.text(*place, str(digit), fontsize=letters, weight="bold", ha="center", va="center",
                  bbox={"boxstyle": "circle,pad=0.15", "fc": "white", "ec": TEN[digit]})


def _apart(places: np.ndarray, least: float) -> np.ndarray:
    """Places (N, 2), moved as little as it takes until no two are nearer than `least`."""
    places = places.astype(float)
    for _ in range(100):
        gaps = places[:, None] - places
        distance = np.linalg.norm(gaps, axis=2)
        near = (distance < least) & (distance > 0)
        if not near.any():
            break
        push = np.where(near, (least - distance) / 2 / np.where(near, distance, 1), 0)
        places = places + 1.01 * (push[..., None] * gaps).sum(1)
    return places


def manifold(decoder, codes, labels, *, alt: str | None = None, size: int = 20) -> Picture:
    """What a decoder draws over the plane of codes, beside the codes, on the same axes.

    decoder: (N, 2) → (N, 1, 28, 28) in [0, 1]; codes (N, 2), labels (N,). Both axes run in
    quantiles of N(0, 1), so that equal steps hold equal shares of z ~ N(0, 1): a digit in the
    left picture is drawn at the place that its code has in the right one.
    """
    from helpers.measure import predict

    normal = torch.distributions.Normal(0, 1)
    quantiles = normal.icdf((torch.arange(size) + 0.5) / size)
    z = torch.cartesian_prod(quantiles.flip(0), quantiles).flip(1)  # rows from the top: z2 falls
    sheet = tile(predict(decoder, z).clamp(0, 1), size, gap=0)
    drawing, (left, right) = plt.subplots(1, 2, figsize=(11, 5.6), sharex=True, sharey=True)
    left.imshow(sheet, extent=(0, 1, 0, 1), interpolation="nearest")
    places = normal.cdf(torch.as_tensor(numpy(codes)))
    _scatter(places, labels, right, 4)
    ticks = [-2, -1, 0, 1, 2]
    at = normal.cdf(torch.tensor(ticks).float())
    for axis, title in ((left, "decoder(z)"), (right, "μ of test digits")):
        axis.set(xticks=at, xticklabels=ticks, yticks=at, yticklabels=ticks, xlabel="$z_1$",
                 ylabel="$z_2$", title=title, xlim=(0, 1), ylim=(0, 1), aspect="equal")
        axis.minorticks_off()
    left.grid(False)
    return picture(drawing, bbox_inches="tight", dpi=85, alt=alt or (
        f"Left a grid of {size} by {size} decoded digits over the plane of codes; right the "
        "codes of test digits in ten colours, on the same axes: where the left shows a digit, "
        "the right has its colour."))


def bottlenecks(*, alt: str) -> Picture:
    """Three drawn autoencoders: (a) conventional, (b) sparse, (c) stochastic bottleneck."""
    names = ["(a) conventional", "(b) sparse", "(c) stochastic"]
    inner = [np.ones(3), np.array([1, 0.12, 0.12, 1, 0.12, 0.12, 1]), np.linspace(1, 0.12, 7)]
    drawing, axes = plt.subplots(1, 3, figsize=(9.5, 3.6))
    for axis, name, strength in zip(axes, names, inner, strict=True):
        layers = [np.ones(7), np.ones(5), strength, np.ones(5), np.ones(7)]
        spots = [[(x, y - (len(layer) - 1) / 2) for y in range(len(layer))[::-1]]
                 for x, layer in enumerate(layers)]
        for i in range(4):
            for a, start in zip(layers[i], spots[i], strict=True):
                for b, end in zip(layers[i + 1], spots[i + 1], strict=True):
                    axis.plot(*zip(start, end, strict=True), color="#999999", lw=0.7,
                              alpha=0.6 * a * b, zorder=1)
        for i, (layer, places) in enumerate(zip(layers, spots, strict=True)):
            axis.scatter(*zip(*places, strict=True), s=150, zorder=2, edgecolors="black",
                         c="#D55E00" if i == 2 else "#0072B2", alpha=layer)
        axis.set(title=name, xlim=(-0.5, 4.5), ylim=(-3.6, 3.6))
        axis.set_xticks([0, 2, 4], ["$x$", "$z$", r"$\hat x$"])
        axis.set_yticks([])
        axis.grid(False)
        axis.spines[:].set_visible(False)
    return picture(drawing, alt)


class Table:
    """Rows of text; the cells named best are bold. Shows as HTML, prints as aligned text."""

    def __init__(self, header: list[str], rows: list[list], best: set[tuple[int, int]]):
        self.header, self.rows, self.best = header, rows, best

    def __repr__(self) -> str:
        lines = [self.header, *[[str(cell) for cell in row] for row in self.rows]]
        widths = [max(len(line[i]) for line in lines) for i in range(len(self.header))]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
            for line in lines
        )

    def _repr_html_(self) -> str:
        head = "".join(f"<th scope='col'>{html.escape(name)}</th>" for name in self.header)
        body = ""
        for i, row in enumerate(self.rows):
            cells = (
                f"<td><b>{html.escape(str(cell))}</b></td>" if (i, j) in self.best
                else f"<td>{html.escape(str(cell))}</td>"
                for j, cell in enumerate(row)
            )
            body += f"<tr>{''.join(cells)}</tr>"
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def table(rows: list[dict], *, highest=(), lowest=(), digits: int = 3) -> Table:
    """A table with one row a dict; columns are the first dict's keys.

    highest, lowest: columns of numbers whose best value is set in bold. Floats are rounded.
    """
    header = list(rows[0])
    best = set()
    for columns, choose in ((highest, max), (lowest, min)):
        for column in columns:
            values = {i: row[column] for i, row in enumerate(rows)
                      if isinstance(row[column], (int, float))}
            top = choose(values.values())
            best |= {(i, header.index(column)) for i, v in values.items() if v == top}
    text = [
        [f"{row[key]:.{digits}f}" if isinstance(row[key], float) else str(row[key])
         for key in header]
        for row in rows
    ]
    return Table(header, text, best)
