"""The course's sets of pictures and people, as tensors."""

import io
import zlib
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple
from zipfile import ZipFile

import numpy as np
import torch
from torch import Tensor

from helpers.data.download import fetch
from helpers.data.files import FOLDER, SUMS, idx, people_of, table, tiles, verified

STYLES = ("noto", "openmoji")


class Digits(NamedTuple):
    """MNIST: images uint8 0 to 255, ink is bright (N, 1, 28, 28); labels int64 0 to 9 (N,)."""

    x_train: Tensor
    y_train: Tensor
    x_test: Tensor
    y_test: Tensor


class Emoji(NamedTuple):
    """Emoji, uint8 (N, 3, 32, 32): training halves of different emoji; test pairs, item by item."""

    noto: Tensor
    openmoji: Tensor
    noto_test: Tensor
    openmoji_test: Tensor
    names_noto: list[str]
    names_openmoji: list[str]
    names_test: list[str]


class Photos(NamedTuple):
    """Photographs, uint8 (N, 3, side, side): two unpaired sets to train on and two to test."""

    horses: Tensor
    zebras: Tensor
    horses_test: Tensor
    zebras_test: Tensor


class Source(NamedTuple):
    """Where an optional set is, its bytes and its sha256."""

    address: str
    size: int
    sha256: str


HORSES = Source("http://efrosgans.eecs.berkeley.edu/cyclegan/datasets/horse2zebra.zip", 116_867_962,
                "a74d9d392eecca9966b51287a76ca126af473d9de4f3e8fc0e9cda08fa1730a1")


class Fashion(NamedTuple):
    """Fashion-MNIST, as MNIST: uint8 (N, 1, 28, 28), int64 (N,); `names` of the ten classes."""

    x_train: Tensor
    y_train: Tensor
    x_test: Tensor
    y_test: Tensor
    names: tuple[str, ...]


CLOTHES = ("T-shirt/top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker",
           "bag", "ankle boot")
FASHION = [Source(f"http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/{name}.gz", *sums)
           for name, *sums in (
    ("train-images-idx3-ubyte", 26_421_880,
     "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
    ("train-labels-idx1-ubyte", 29_515,
     "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
    ("t10k-images-idx3-ubyte", 4_422_102,
     "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
    ("t10k-labels-idx1-ubyte", 5_148,
     "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"))]


class Heights(NamedTuple):
    """Heights in cm, float64 (N,), and sex, int64 (N,): an index into SEXES."""

    height: Tensor
    sex: Tensor


class People(NamedTuple):
    """Heights in cm and weights in kg, float64 (N,), and sex, int64 (N,): an index into SEXES."""

    height: Tensor
    weight: Tensor
    sex: Tensor


def mnist() -> Digits:
    """MNIST (LeCun, Cortes, Burges): 60,000 digits to train, 10,000 to test; or a DataError."""

    def read(name: str) -> Tensor:
        return idx(verified(name))

    with ThreadPoolExecutor() as pool:  # unzip and sha256 run side by side
        return Digits(*pool.map(read, [name for name in SUMS if name.startswith("mnist/")]))


def fashion_mnist() -> Fashion:
    """Clothes drawn as MNIST is (Xiao, Rasul and Vollgraf 2017), MIT licence: loads 31 MB.

    60,000 to train, 10,000 to test, kept in data/downloads/, verified. Raises DownloadError.
    """
    folder = FOLDER / "downloads" / "fashion-mnist"
    files = [fetch(s.address, folder / s.address.rsplit("/", 1)[1], s.size, s.sha256)
             for s in FASHION]
    return Fashion(*(idx(zlib.decompress(path.read_bytes(), wbits=31)) for path in files), CLOTHES)


def emoji() -> Emoji:
    """Emoji drawn by Noto and by OpenMoji: for each style a training half, and 160 test pairs.

    The halves hold different emoji; variants of one emoji (a man, a woman or a person running) lie
    in one half and never in the test set. Raises DataError as `mnist` does. Source: data/README.md.
    """
    rows = table("emoji/emoji.csv")
    splits = [row["split"] for row in rows]
    a, b, test = ([i for i, s in enumerate(splits) if s == half] for half in (*STYLES, "test"))
    noto, openmoji = (tiles(f"emoji/{style}.png") for style in STYLES)
    names = ([rows[i]["name"] for i in items] for items in (a, b, test))
    return Emoji(noto[a], openmoji[b], noto[test], openmoji[test], *names)


def heights() -> Heights:
    """Heights of 934 grown children, in cm (Galton 1886). Raises DataError as `mnist` does."""
    return Heights(*people_of("people/galton.csv", "height_cm"))


def people() -> People:
    """Heights in cm and weights in kg of 200 adults (Davis 1990). Raises DataError as `mnist`."""
    return People(*people_of("people/davis.csv", "height_cm", "weight_kg"))


def horse2zebra(side: int = 128) -> Photos:
    """Photographs of horses and zebras (Zhu et al. 2017), scaled to side×side: loads 117 MB.

    Kept in data/downloads/, verified by sha256; no licence to redistribute is known, so the course
    ships none of them. side: 16 to 256 (their own). Raises DownloadError, ValueError.
    """
    from PIL import Image

    if not isinstance(side, int) or not 16 <= side <= 256:
        raise ValueError(f"side is {side!r}: give a whole number of pixels from 16 to 256.")
    archive = fetch(HORSES.address, FOLDER / "downloads" / "horse2zebra.zip",
                    HORSES.size, HORSES.sha256)
    with ZipFile(archive) as files:
        def photos(folder: str) -> Tensor:
            names = sorted(n for n in files.namelist() if f"/{folder}/" in n and n.endswith(".jpg"))
            images = (Image.open(io.BytesIO(files.read(n))).convert("RGB") for n in names)
            small = [np.asarray(i.resize((side, side), Image.Resampling.BICUBIC)) for i in images]
            return torch.from_numpy(np.stack(small)).permute(0, 3, 1, 2).contiguous()

        return Photos(*map(photos, ("trainA", "trainB", "testA", "testB")))
