"""A class's own pictures: a folder, an array or a list, in any usual layout, as uint8."""

import math
import os
import warnings
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from helpers.data.looks import CHANNELS, black_and_range, channels_last, number

FEW, MANY, MOST_BYTES = 50, 70_000, 2_000_000_000


def pictures(source, side: int = 28, channels: int = 1) -> Tensor:
    """Your own pictures → uint8 0 to 255, (N, channels, side, side); prints what was read.

    source: a folder (its sub-folders too; all that Pillow opens, such as jpg, png, webp), or an
        array, a tensor or a list of arrays or Pillow images: (N, H, W), (N, H, W, C) or
        (N, C, H, W) with 1, 3 or 4 channels; uint8, other whole numbers 0 to 255, bool, or floats
        of 0 to 1, 0 to 255 or −1 to 1.
    side: pixels, 8 to 512; channels: 1 (grey) or 3 (colour).

    A photograph is turned as its camera says, cut to the square in its middle and scaled with
    antialiasing; what is transparent becomes white. Files that can't be read are skipped and
    named. Raises ValueError for what can be read in two ways (with both) or not at all, and
    FileNotFoundError for a missing folder.
    """
    if type(side) is not int or not 8 <= side <= 512:
        raise ValueError(f"side is {side!r}: give a whole number of pixels from 8 to 512.")
    if channels not in (1, 3):
        raise ValueError(f"channels is {channels!r}: give 1 for grey or 3 for colour.")
    if isinstance(source, (str, os.PathLike)):
        found, words = _folder(Path(source), side, channels)
    else:
        found, words = _array(source, side, channels)
    result = torch.from_numpy(np.stack(found)).view(len(found), side, side, channels)
    few = f"; few: a GAN wants {4 * FEW} or more" if len(result) < FEW else ""
    many = "; many: without a GPU train on a part, x[:20000]" if len(result) > MANY else ""
    print(f"{_count(len(result))}, {side}×{side}, {'grey' if channels == 1 else 'colour'}"
          f"{words}{few}{many}")
    return result.permute(0, 3, 1, 2).contiguous()


def _count(n: int) -> str:
    return f"{n:,} picture{'s' * (n != 1)}"


def _room(count: int, side: int, channels: int) -> None:
    if count * channels * side**2 > MOST_BYTES:
        raise ValueError(f"{_count(count)} of {side}×{side} need more than 2 GB of memory: take "
                         "fewer, or a smaller side.")


def _small(image, side: int, channels: int) -> np.ndarray:
    """A Pillow image, upright, over white, cut to a square: uint8 (side, side) or with (…, 3)."""
    from PIL import Image, ImageOps

    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I"):  # 16 bits, which Pillow would cut off at 255
        image = Image.fromarray((np.asarray(image) / 257).clip(0, 255).astype(np.uint8))
    if image.mode == "F":
        raise ValueError("pixels of floats without a known range")
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    image = image.convert("L" if channels == 1 else "RGB")
    return np.asarray(ImageOps.fit(image, (side, side), Image.Resampling.BICUBIC))


def _read(path: Path, side: int, channels: int) -> np.ndarray | str:
    """One file's picture, or why it can't be read."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(path) as image:
            image.draft(None, (2 * side, 2 * side))  # a large jpg is decoded at a fraction of it
            return _small(image, side, channels)
    except UnidentifiedImageError:
        return f"{path.name} (no picture)"
    except Exception as error:  # of many kinds, from Pillow's readers: one bad file is one skipped
        return f"{path.name} ({str(error)[:60] or type(error).__name__})"


def _folder(folder: Path, side: int, channels: int) -> tuple[list[np.ndarray], str]:
    if not folder.is_dir():
        what = "is a file; give the folder (unpacked)" if folder.exists() else (
            f"is no folder in {Path.cwd()}; give the path of one with your pictures")
        raise FileNotFoundError(f"{str(folder)!r} {what}.")
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not any(
        part.startswith((".", "__MACOSX")) for part in path.relative_to(folder).parts))
    _room(len(files), side, channels)
    with ThreadPoolExecutor() as pool, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's, of odd EXIF data
        read = list(pool.map(partial(_read, side=side, channels=channels), files))
    found = [picture for picture in read if not isinstance(picture, str)]
    skipped = [name for name in read if isinstance(name, str)]
    words = f"{len(skipped)} skipped: {', '.join(skipped[:3])}{', …' * (len(skipped) > 3)}"
    if any(path.suffix.lower() in (".heic", ".heif") for path in files):
        words += "; HEIC can't be read here, export such photos as JPEG"
    if not found:
        why = f"{words}." if files else "it is empty."
        raise ValueError(f"There is no picture in {str(folder)!r}: {why} Expected jpg, png, webp …")
    return found, f"; {words}" if skipped else ""


def _array(source, side: int, channels: int) -> tuple[list[np.ndarray], str]:
    from PIL import Image

    if isinstance(source, (list, tuple)) and source and all(
            isinstance(x, Image.Image) for x in source):
        return [_small(image, side, channels) for image in source], ""
    items = _items(source)
    if not len(items):
        raise ValueError("There is no picture in it: it is empty.")
    _room(len(items), side, channels)
    shapes, kinds = {item.shape for item in items}, {str(item.dtype) for item in items}
    if len(kinds) > 1:
        raise ValueError(f"The list mixes {' and '.join(sorted(kinds))}: bring all to one type.")
    if items[0].dtype.kind not in "buif":
        raise ValueError(f"The pixels are {items[0].dtype}: expected uint8, whole numbers, bool or "
                         "floats.")
    last = {shape: channels_last(shape) for shape in shapes}
    low = float(np.min([item.min() for item in items]))
    high = float(np.max([item.max() for item in items]))
    black, white = black_and_range(*kinds, low, high)
    found = []
    for item in items:
        pixels = item if last[item.shape] else np.moveaxis(item, 0, -1)
        if pixels.dtype != np.uint8:
            pixels = ((pixels.astype(np.float32) - black) * (255 / white)).round().clip(0, 255)
        pixels = pixels.astype(np.uint8).reshape(pixels.shape[: 2 + (pixels.shape[2:] > (1,))])
        if pixels.shape != (side, side, 3)[: 2 + (channels == 3)]:  # a set that fits is only copied
            pixels = _small(Image.fromarray(pixels), side, channels)
        found.append(pixels)
    shape = f"{tuple(items[0].shape)} each" if len(shapes) == 1 else "of several sizes"
    return found, f", from {kinds.pop()}, {number(low)} to {number(high)}, {shape}"


def _items(source):
    """An array (N, …) of pictures, or a list of arrays, each one picture."""
    def array(x):
        if isinstance(x, Tensor):
            x = x.detach().cpu()
            x = (x.float() if x.dtype == torch.bfloat16 else x).numpy()
        return np.asarray(x)

    if isinstance(source, (list, tuple)):
        return [array(x) for x in source]
    if not hasattr(source, "__array__"):
        raise ValueError(f"pictures got {type(source).__name__}: give a folder, an array or a "
                         "tensor (N, …), or a list of Pillow images.")
    x = array(source)
    shape = f"x has shape {x.shape}"
    if x.ndim == 2:
        root = math.isqrt(x.shape[1])
        rows = f"{root}, {root}" if root**2 == x.shape[1] else "H, W"
        raise ValueError(f"{shape}: if its rows are pictures, give x.reshape(-1, {rows}); if it is "
                         "one grey picture, x[None].")
    if x.ndim == 3 and x.shape[0] in CHANNELS[1:]:
        raise ValueError(f"{shape}: if it is {x.shape[0]} grey pictures, give x[:, None]; if it is "
                         "one in colour, x[None].")
    if x.ndim == 3 and x.shape[2] in CHANNELS:
        raise ValueError(f"{shape}, which is one picture: expected several, (N, H, W, C), or "
                         "x[None].")
    if x.ndim not in (3, 4):
        raise ValueError(f"{shape}: expected (N, H, W), (N, H, W, C) or (N, C, H, W) with 1, 3 "
                         "or 4 channels.")
    return x
