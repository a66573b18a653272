"""Curves, codes, and what a decoder draws over the plane of codes."""

import numpy as np
import torch
from matplotlib import pyplot as plt

from helpers import nets
from helpers.data.batches import numpy
from helpers.show.images import tile
from helpers.show.picture import Picture, picture

# ten digits, ten colours, neighbours apart in lightness too (Okabe and Ito's, and three more)
TEN = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000",
       "#8C510A", "#7F7F7F", "#B2DF00"]


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
    normal = torch.distributions.Normal(0, 1)
    quantiles = normal.icdf((torch.arange(size) + 0.5) / size)
    z = torch.cartesian_prod(quantiles.flip(0), quantiles).flip(1)  # rows from the top: z2 falls
    sheet = tile(nets.predict(decoder, z).clamp(0, 1), size, gap=0)
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
