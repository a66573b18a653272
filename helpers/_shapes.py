"""A network drawn as the shapes that pass through it."""

import torch
from matplotlib import pyplot as plt
from matplotlib.patches import Polygon
from torch import nn

NAMES = {"Conv2d": "convolution", "ConvTranspose2d": "transposed conv.", "Linear": "linear",
         "Unflatten": "reshape", "Flatten": "flatten", "Upsample": "enlarge",
         "AdaptiveAvgPool2d": "mean", "MaxPool2d": "pool"}


@torch.no_grad()
def shapes_through(model: nn.Sequential, x: torch.Tensor) -> list[tuple[str, tuple[int, ...]]]:
    """Pairs (layer, shape without the batch), one for the input and for each change of shape."""
    training = model.training
    model.eval()
    found = [("input", tuple(x.shape[1:]))]
    for layer in model:
        x = layer(x)
        if tuple(x.shape[1:]) != found[-1][1]:
            found.append((_label(layer), tuple(x.shape[1:])))
    model.train(training)
    return found


def _label(layer: nn.Module) -> str:
    label = NAMES.get(type(layer).__name__, type(layer).__name__)
    if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d)):
        label += f"\nkernel {layer.kernel_size[0]}, stride {layer.stride[0]}"
    return label


def draw_shapes(shapes: list[tuple[str, tuple[int, ...]]], title: str = ""):
    """A figure of one block a shape: its height is the side, its width grows with the channels."""
    tallest = max(shape[1] if len(shape) == 3 else 1 for _, shape in shapes)
    figure, axis = plt.subplots(figsize=(9.5, 3.4))
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
            axis.text(place - 0.60, 1.75 + 0.42 * (i % 2), label, ha="center", fontsize=10.5)
            axis.annotate("", (place - 0.12, 0), (place - 1.05, 0),
                          arrowprops={"arrowstyle": "->", "color": "0.4"})
        place += width + 0.34 * height * bool(side) + 1.25
    axis.set(xlim=(-0.4, place - 0.7), ylim=(-1.9, 2.75), title=title)
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
