"""Curves, codes, and what a decoder draws over the plane of codes."""

import numpy as np
import torch
from matplotlib import pyplot as plt

from helpers import nets
from helpers.data.batches import numpy
from helpers.show.images import tile
from helpers.show.picture import Picture, picture

# Ten digits, ten colours: found by search, so that the nearest two are 48 apart in CIELAB, and 33
# as someone without green cones sees them; those of digits that look alike are farther apart.
# CIELAB overrates blues: by CIEDE2000 it is 9 and 8. So every picture shows the numbers, too.
TEN = ["#921864", "#054F0F", "#114C87", "#FA8B01", "#1B32B6", "#2EB6CE", "#D19BA0",
       "#E21EFA", "#0609F9", "#20B947"]


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


def _scatter(points, labels, axis, size: float, marks: bool = False) -> None:
    """Dots, or with marks digits, in the colours of their labels; each class is named once."""
    points, labels = numpy(points), numpy(labels)
    for digit in np.unique(labels):
        own = points[labels == digit]
        axis.scatter(*own.T, s=size, color=TEN[digit], alpha=0.8 if marks else 0.6, linewidths=0,
                     marker=f"${digit}$" if marks else "o")
    low, high = np.array([axis.get_xlim(), axis.get_ylim()]).T
    inches = axis.get_position().size * axis.get_figure().get_size_inches()
    letters = min(17, 3 * inches[0])  # in points; a label is 1.5 letters wide
    places = number_places(points, labels, low, high, inches, 1.5 * letters / 72)
    for digit, place in places.items():
        axis.text(*place, str(digit), fontsize=letters, weight="bold", ha="center", va="center",
                  bbox={"boxstyle": "circle,pad=0.15", "fc": "white", "ec": TEN[digit]})


def number_places(points, labels, low, high, size, least: float) -> dict[int, np.ndarray]:
    """Digit → where its number stands: the median of its points (N, 2), or beside it.

    low, high (2,): the corners of a map of `size` (2,), in the unit of `least`, the smallest
    distance between two numbers there.
    """
    digits = np.unique(labels)
    medians = np.array([np.median(points[labels == digit], axis=0) for digit in digits])
    places = _apart((medians - low) / (high - low) * size, least)
    return dict(zip(digits.tolist(), places / size * (high - low) + low, strict=True))


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


def manifold(decoder, codes=None, labels=None, *, alt: str | None = None,
             size: int = 10) -> Picture:
    """What a decoder draws over the plane of codes, beside the codes, on the same axes.

    decoder: (N, 2) → (N, 1, 28, 28) in [0, 1]; codes (N, 2), labels (N,): without them the digits
    stand alone, size × size of them. Both axes run in quantiles of N(0, 1), so that equal steps
    hold equal shares of z ~ N(0, 1): a digit in the left picture is drawn at the place that its
    code has in the right one. A digit's pixel is two by two of the picture's.
    """
    normal = torch.distributions.Normal(0, 1)
    quantiles = normal.icdf((torch.arange(size) + 0.5) / size)
    z = torch.cartesian_prod(quantiles.flip(0), quantiles).flip(1)  # rows from the top: z2 falls
    greys = (nets.predict(decoder, z).clamp(0, 1) * 11).round() / 11  # 12: a third of the bytes
    sheet = tile(greys, size, gap=0)
    side, left, above, below = 2 * len(sheet), 64, 34, 58  # in pixels
    panels = 1 if codes is None else 2
    wide, high = panels * (left + side) + 16, above + side + below
    drawing = plt.figure(figsize=(wide / 100, high / 100), dpi=100, layout="none")
    axes = [drawing.add_axes(((left + i * (left + side)) / wide, below / high, side / wide,
                              side / high)) for i in range(panels)]
    axes[0].imshow(sheet, extent=(0, 1, 0, 1), interpolation="nearest")
    if panels == 2:
        _scatter(normal.cdf(torch.as_tensor(numpy(codes))), labels, axes[1], 30, marks=True)
    ticks = [-2, -1, 0, 1, 2]
    at = normal.cdf(torch.tensor(ticks).float())
    for axis, title in zip(axes, ("decoder(z)", "μ of test digits"), strict=False):
        axis.set(xticks=at, xticklabels=ticks, yticks=at, yticklabels=ticks, xlabel="$z_1$",
                 ylabel="$z_2$", title=title, xlim=(0, 1), ylim=(0, 1))
        axis.minorticks_off()
    axes[0].grid(False)
    return picture(drawing, dpi=100, alt=alt or (
        f"{'Left a' if panels == 2 else 'A'} grid of {size} by {size} decoded digits over the "
        "plane of codes" + ("; right the codes of test digits, each drawn as its digit in its "
                            "colour, on the same axes: where the left shows a digit, the right "
                            "has its codes." if panels == 2 else ".")))
