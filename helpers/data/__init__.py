"""The course's data: images and tables that lie in data/, verified, as tensors; and batches.

What each set is, where it comes from and its licence: data/README.md.
"""

from helpers.data.batches import Batches, batches, binarised, floats, numpy
from helpers.data.download import DownloadError
from helpers.data.files import FOLDER, SEXES, SUMS, DataError
from helpers.data.pictures import pictures
from helpers.data.sets import (
    STYLES,
    Digits,
    Emoji,
    Fashion,
    Heights,
    People,
    Photos,
    emoji,
    fashion_mnist,
    heights,
    horse2zebra,
    mnist,
    people,
)

__all__ = [
    "mnist", "emoji", "heights", "people", "fashion_mnist", "horse2zebra", "pictures",
    "floats", "binarised", "batches", "numpy", "Batches",
    "Digits", "Emoji", "Heights", "People", "Fashion", "Photos", "SEXES", "STYLES",
    "FOLDER", "SUMS", "DataError", "DownloadError",
]
