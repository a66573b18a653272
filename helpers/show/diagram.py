"""Structures as drawings: boxes and arrows, and the shapes that pass through a network."""

import re
from itertools import groupby

import numpy as np
import torch
from matplotlib import pyplot as plt
from matplotlib.patches import Polygon
from torch import nn

from helpers.show.picture import Picture, picture

NAMES = {"Conv2d": "convolution", "ConvTranspose2d": "transposed conv.", "Linear": "linear",
         "Unflatten": "reshape", "Flatten": "flatten", "Upsample": "enlarge",
         "AdaptiveAvgPool2d": "mean", "MaxPool2d": "pool", "BatchNorm2d": "batch norm",
         "InstanceNorm2d": "instance norm",
         "LeakyReLU": "leaky ReLU", "Tanh": "tanh"}


@torch.no_grad()
def shapes_through(model: nn.Sequential, x: torch.Tensor) -> list[tuple[str, tuple[int, ...]]]:
    """Pairs (layers, shape without the batch), one for the input and for each change of shape.

    Layers that keep the shape, such as a norm, are named with the one before them.
    """
    training = model.training
    model.eval()
    found, kept = [("input", tuple(x.shape[1:]))], [[]]
    for layer in model:
        x = layer(x)
        if tuple(x.shape[1:]) != found[-1][1]:
            found.append((_label(layer), tuple(x.shape[1:])))
            kept.append([])
        else:
            kept[-1].append(_label(layer).partition("\n")[0])
    model.train(training)
    return [(label + _counted(names), shape)
            for (label, shape), names in zip(found, kept, strict=True)]


def _counted(names: list[str]) -> str:
    """Names, two in a line, those in a row counted: "norm, ReLU" and "4 × Residual"."""
    runs = [(name, len(list(same))) for name, same in groupby(names)]
    words = [f"{n} × {name}" if n > 1 else name for name, n in runs]
    return "".join("\n" + ", ".join(words[i:i + 2]) for i in range(0, len(words), 2))


def _label(layer: nn.Module) -> str:
    label = NAMES.get(type(layer).__name__, type(layer).__name__)
    if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d)):
        label += f"\nkernel {layer.kernel_size[0]}, stride {layer.stride[0]}"
    return label


def draw_shapes(shapes: list[tuple[str, tuple[int, ...]]], title: str = ""):
    """A figure of one block a shape: its height is the side, its width grows with the channels."""
    tallest = max(shape[1] if len(shape) == 3 else 1 for _, shape in shapes)
    figure, axis = plt.subplots(figsize=(9.5, 3.8))
    place = 0.0
    for i, (label, shape) in enumerate(shapes):
        channels, side = (shape[0], shape[1]) if len(shape) == 3 else (shape[0], 0)
        height = max(2.4 * side / tallest, 0.10)
        width = 0.16 + 0.11 * channels ** 0.5 if side else 0.14
        if not side:  # a row of numbers stands upright
            height = min(2.4, 0.10 + 0.025 * channels)
        _block(axis, place, height, width, depth=0.34 * height if side else 0.0)
        size = f"{channels}×{side}×{shape[2]}" if side else f"{channels}"
        axis.text(place + width / 2, -height / 2 - 0.16, size, ha="center", va="top", fontsize=12)
        if i:
            above = 1.75 + 0.85 * (i % 2)
            axis.text(place - 0.60, above, label, ha="center", fontsize=10.5)
            axis.plot([place - 0.60] * 2, [0.08, above - 0.08], ":", color="0.6", lw=1)
            axis.annotate("", (place - 0.12, 0), (place - 1.05, 0),
                          arrowprops={"arrowstyle": "->", "color": "0.4"})
        place += width + 0.34 * height * bool(side) + 1.25
    axis.set(xlim=(-0.4, place - 0.7), ylim=(-1.8, 3.3), title=title)
    axis.set_axis_off()
    return figure


def _block(axis, x: float, height: float, width: float, depth: float) -> None:
    y, d = -height / 2, 0.5 * depth
    faces = [[(x, y), (x + width, y), (x + width, y + height), (x, y + height)],
             [(x, y + height), (x + width, y + height), (x + width + d, y + height + d),
              (x + d, y + height + d)],
             [(x + width, y), (x + width + d, y + d), (x + width + d, y + height + d),
              (x + width, y + height)]]
    for corners, colour in zip(faces, ("#56B4E9", "#9BD3F2", "#0072B2"), strict=True):
        axis.add_patch(Polygon(corners, facecolor=colour, edgecolor="0.25", lw=0.8))


def shape_walk(model, x, *, alt: str, title: str = "") -> Picture:
    """A Sequential as a drawing: one block for each shape that x (B, …) takes on its way.

    Height is the side of the picture, width grows with the channels.
    """
    return picture(draw_shapes(shapes_through(model, x), title), alt)


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


def diagram(places: dict[str, tuple[float, float]], arrows: list[str], *, alt: str,
            boxes=(), title: str = "") -> Picture:
    """A structure as names and arrows: what flows is in ovals, what computes is in boxes.

    places: name → (column, row), rows from the top; a name may hold mathtext; "D#2" is
    another D. arrows: "x → encoder → z"; "⇢" in place of "→" is dashed;
    what follows ": " stands at the last arrow of its line. Two arrows between the same names, one
    each way, bend. boxes: the names that compute. Raises ValueError for an arrow to no place.
    """
    links = [link for line in arrows for link in _links(line)]
    unknown = ({end for _, *ends, _ in links for end in ends} | set(boxes)) - places.keys()
    if unknown:
        raise ValueError(f"no place is given for {', '.join(map(repr, sorted(unknown)))}; "
                         f"there are: {', '.join(places)}.")
    columns, rows = zip(*places.values(), strict=True)
    wide, high = max(columns) - min(columns) + 1, max(rows) - min(rows) + 1
    figure, axis = plt.subplots(figsize=(1.45 * wide, 1.05 * high + 0.4 * bool(title)))
    axis.set(xlim=(min(columns) - 0.5, max(columns) + 0.5), title=title,
             ylim=(max(rows) + 0.5, min(rows) - 0.5))
    axis.set_axis_off()
    names = {name: axis.text(*place, name.partition("#")[0], ha="center", va="center", fontsize=14)
             for name, place in places.items()}
    for name, text in names.items():
        shape = "square,pad=0.5" if name in boxes else "round,pad=0.4,rounding_size=0.7"
        text.set_bbox({"boxstyle": shape, "ec": "0.25",
                       "fc": "#CDE8F7" if name in boxes else "white"})
    figure.canvas.draw()  # only now the outlines are known, at which arrows begin and end
    figure.set_layout_engine("none")
    ends = {(start, end) for _, start, end, _ in links}
    for dashed, start, end, label in links:
        bend = 0.35 if (end, start) in ends else 0.0
        axis.annotate("", places[end], places[start], arrowprops={
            "arrowstyle": "-|>", "color": "#D55E00" if dashed else "0.25", "lw": 1.6,
            "ls": "--" if dashed else "-", "mutation_scale": 16,
            "connectionstyle": f"arc3,rad={bend}", "shrinkA": 3, "shrinkB": 3,
            "patchA": names[start].get_bbox_patch(), "patchB": names[end].get_bbox_patch()})
        if label:
            place, way = _beside(*axis.transData.transform([places[start], places[end]]), bend)
            side = "center" if abs(way[0]) < 0.7 else "left" if way[0] > 0 else "right"
            axis.annotate(label, axis.transData.inverted().transform(place), 11 * way,
                          ha=side, va="center", textcoords="offset points", fontsize=12,
                          color="0.25", annotation_clip=False)
    return picture(figure, alt, bbox_inches="tight")


def _beside(start: np.ndarray, end: np.ndarray, bend: float) -> tuple[np.ndarray, np.ndarray]:
    """The middle of an arrow, in pixels, and the way from there to its label, of length 1."""
    x, y = end - start
    way = np.array([y, -x]) / np.hypot(x, y)  # to the arrow's right, to which it bends
    middle = (start + end) / 2 + bend / 2 * np.hypot(x, y) * way
    return middle, way if bend or way[1] > 0 else -way  # a straight one has its label above


def _links(line: str) -> list[tuple[bool, str, str, str]]:
    """"x → G ⇢ D: fakes" as (dashed, start, end, label): (False, x, G, ""), (True, G, D, fakes)."""
    line, _, label = line.partition(": ")
    names = [name.strip() for name in re.split("[→⇢]", line)]
    signs = re.findall("[→⇢]", line)
    if not signs or not all(names):
        raise ValueError(f"{line!r} is no arrow: write it as \"x → encoder → z\".")
    last = len(signs) - 1
    return [(sign == "⇢", names[i], names[i + 1], label if i == last else "")
            for i, sign in enumerate(signs)]
