"""Pictures of the wrong kind: what was found, what is expected, what to do.

The one place in which `data`, `measure`, `show` and `train.fit` judge shape, type and range.
Points, columns, labels and codes pass: only what looks like pictures is judged.
"""

import math

import numpy as np
import torch
from torch import Tensor

CHANNELS = (1, 3, 4)  # grey, RGB, RGB with alpha
LEAST = 8             # pixels: what is smaller may be anything
WHITE = 10            # a set of 0 to 255 that nowhere reaches this is black


def number(value: float) -> str:
    text = f"{value:,.0f}" if abs(value) >= 1000 else f"{round(value, 3):g}"
    return text.replace("-", "−")


def describe(x) -> str:
    """Shape, type and range in words, such as "shape (200, 28, 28), float64, −1 to 1"."""
    if not hasattr(x, "shape") or not hasattr(x, "dtype"):
        return type(x).__name__
    text = f"shape {tuple(x.shape)}, {str(x.dtype).removeprefix('torch.')}"
    try:
        low, high = (float(value) for value in extremes(x))
    except (TypeError, ValueError, RuntimeError):  # nothing in it, or no numbers
        return text
    return f"{text}, {number(low)} to {number(high)}"


def some(x: Tensor) -> Tensor:
    """Up to 256 items from all over a set, and not more than some million numbers."""
    count = max(8, min(256, 4_000_000 // max(1, math.prod(x.shape[1:]))))
    return x[:: max(1, len(x) // count)] if x.ndim else x


def extremes(x) -> tuple[Tensor, Tensor]:
    return torch.aminmax(some(torch.as_tensor(x).detach()))


def door(shape) -> str:
    """The call of `data.pictures` for pictures of such a shape (…, H, W) or (…, H, W, C)."""
    last = len(shape) == 4 and shape[3] in CHANNELS
    height, width = shape[1:3] if last or len(shape) == 3 else shape[2:]
    depth = 1 if len(shape) == 3 else shape[3] if last else shape[1]
    return f"data.pictures(x, side={min(height, width)}, channels={1 if depth == 1 else 3})"


def wrong_layout(shape, dtype=None) -> str | None:
    """What is wrong with the axes if this is the shape of pictures, but not (N, C, H, W)."""
    square = len(shape) == 3 and shape[1] == shape[2]
    if len(shape) == 3 and min(shape[1:]) >= LEAST and (square or dtype == torch.uint8):
        return (f"shape {tuple(shape)} looks like pictures without an axis for channels, "
                "which a loss would stretch silently; expected (N, C, H, W), in a step "
                f"(B, C, H, W): x[:, None] adds the axis, {door(shape)} reads such a set")
    if (len(shape) == 4 and shape[3] in CHANNELS and shape[1] not in CHANNELS
            and min(shape[1:3]) >= LEAST):
        return (f"shape {tuple(shape)} looks like pictures with their channels last; expected "
                "(N, C, H, W), in a step (B, C, H, W): x.permute(0, 3, 1, 2) moves the axis, "
                f"{door(shape)} reads such a set")
    return None


def complaint(x: Tensor, *, unit: bool = True, float32: bool = True) -> str | None:
    """What is wrong with x if it looks like pictures, or None.

    unit: must lie in 0 to 1, so that −1 to 1 is wrong; float32: other floats and bool are wrong
    too. Judged by up to 256 items, so it costs little.
    """
    if problem := wrong_layout(x.shape, x.dtype):
        return problem
    rows = x.ndim == 2 and math.isqrt(x.shape[1]) ** 2 == x.shape[1] >= 4 * LEAST**2
    if x.dtype == torch.uint8 or not x.numel() or not rows and (
            x.ndim != 4 or x.shape[1] not in CHANNELS or min(x.shape[2:]) < LEAST):
        return None
    low, high = (value.item() for value in extremes(x))
    found = describe(x)
    reads = "x.float() / 255" + ("" if rows else f" or {door(x.shape)}")
    if low > -0.25 * high and high > WHITE and not (
            rows and (some(x) != some(x).round()).any()):  # rows of features may be as large
        return f"{found}, looks like pictures of 0 to 255; expected 0 to 1: {reads} makes them"
    if rows:
        return None
    if not x.is_floating_point() and (float32 or x.dtype != torch.bool):
        return (f"{found}: pixels of this type can be read in two ways; expected uint8 0 to 255 or "
                "float32 0 to 1: x.float() if 1 is white, x.to(torch.uint8) if 255 is")
    if float32 and x.dtype != torch.float32 or x.dtype == torch.bfloat16:
        return f"{found}: the nets can't take this type; expected float32: x.float() makes it"
    if unit and -1.001 <= low < -0.9 and high <= 1.001 and (some(x) < 0).float().mean() > 0.05:
        return f"{found}, looks like pictures of −1 to 1; expected 0 to 1: (x + 1) / 2 brings them"
    return None


def check(name: str, x: Tensor, **how) -> None:
    """Raise ValueError for pictures of the wrong kind: tensors, or what numpy takes."""
    x = x if isinstance(x, Tensor) else torch.from_numpy(np.array(x))
    if problem := complaint(x, **how):
        raise ValueError(f"{name}: {problem}.")


# ---- how a set of pictures is to be read; what can be read in two ways is an error with both

def channels_last(shape: tuple[int, ...]) -> bool:
    """Whether one picture is (H, W) or (H, W, C), and not (C, H, W)."""
    first, last = (len(shape) == 3 and shape[i] in CHANNELS for i in (0, -1))
    if first and last:
        raise ValueError(f"Each picture has shape {shape}, which is (C, H, W) or (H, W, C): give "
                         "pictures of at least 5 pixels a side.")
    if len(shape) != 2 and not first and not last:
        raise ValueError(f"Each picture has shape {shape}: expected (H, W), (H, W, C) or "
                         "(C, H, W) with 1, 3 or 4 channels.")
    if min(shape[1:] if first else shape[:2]) < 5:
        raise ValueError(f"Each picture has shape {shape}: expected at least 5 pixels a side.")
    return not first


def black_and_range(kind: str, low: float, high: float) -> tuple[float, float]:
    """The value that is black, and white less black, of pixels of dtype `kind`, low to high."""
    found = f"The pixels are {kind}, {number(low)} to {number(high)}"
    dark = (f"{found}: if white is {number(high)}, give x / {number(high)}; "
            "if they are dark pictures of 0 to 255, give x / 255.")
    if kind == "bool":
        return 0, 1
    if not math.isfinite(low + high):
        raise ValueError(f"{found}: NaN or infinite; expected numbers, look where it comes from.")
    if not kind.startswith("float"):
        if low < 0 or high > 255:
            raise ValueError(f"{found}: expected 0 to 255; for 16 bits give x / 65535.")
        if high <= 1:
            raise ValueError(f"{found}: if that is black and white, give x > 0; if they are nearly "
                             "black pictures of 0 to 255, there is nothing to see.")
        if kind != "uint8" and high < 128:
            raise ValueError(dark)
        return 0, 255
    if -0.001 <= low and high <= 1.001:
        return 0, 1
    if -1.001 <= low and high <= 1.001:
        if low > -0.5:
            raise ValueError(f"{found}: if they are of 0 to 1 and a little beyond, give "
                             "x.clip(0, 1); if of −1 to 1, give (x + 1) / 2.")
        return -1, 2
    if low < -0.001 or high > 255.5:
        raise ValueError(f"{found}: expected 0 to 1, −1 to 1 or 0 to 255. Undo what was done to "
                         "them, such as x * spread + mean, or x / 65535 for 16 bits.")
    if high < 128:
        raise ValueError(dark)
    return 0, 255
