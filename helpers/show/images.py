"""Sets of pictures laid out in a grid or in named rows, no pixel smoothed."""

import io

import numpy as np
from matplotlib import pyplot as plt

from helpers.data import looks
from helpers.data.batches import numpy
from helpers.show.picture import Picture, picture, small


def pixels(images) -> np.ndarray:
    """Images (N, 1 or 3, H, W), uint8 or floats in [0, 1] → (N, H, W, 3) uint8.

    Never stretched in contrast: floats are clipped to [0, 1] and scaled by 255. Raises ValueError
    for another layout and for what looks like pictures of another range.
    """
    looks.check("images", images, float32=False)
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


def scaled(sheet: np.ndarray, width: int = 900) -> np.ndarray:
    """The sheet enlarged by a whole number, so that no pixel is smoothed or stretched."""
    factor = max(1, width // sheet.shape[1])
    return sheet.repeat(factor, axis=0).repeat(factor, axis=1)


def grid(images, *, alt: str, columns: int = 10, width: int = 900) -> Picture:
    """Images (N, C, H, W) in rows of `columns`, as large as fits into `width` screen pixels."""
    buffer = io.BytesIO()
    plt.imsave(buffer, scaled(tile(images, columns), width), format="png")
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
        axis.imshow(scaled(sheet))
        axis.set(xticks=[], yticks=[])
        axis.spines[:].set_visible(False)
        axis.set_ylabel(name, rotation=0, ha="right", va="center")
    if title:
        drawing.suptitle(title)
    return picture(drawing, alt, bbox_inches="tight")  # a long name must not be cut
