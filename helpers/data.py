"""The course's data: images and tables that lie in data/, verified, as tensors; and batches.

What each set is, where it comes from and its licence: data/README.md.
"""

import csv
import hashlib
import io
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from helpers import _download, _looks, course
from helpers._download import DownloadError  # noqa: F401  what the optional sets raise
from helpers._pictures import pictures  # noqa: F401  the door for one's own

FOLDER = Path(__file__).resolve().parents[1] / "data"
SEXES = ("female", "male")  # what 0 and 1 stand for
STYLES = ("noto", "openmoji")
# sha256 of each file, name → sum: of the content for .gz, of the file itself for the others.
SUMS = dict(reversed(line.split()) for line in """\
ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db mnist/train-images-idx3-ubyte.gz
65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5 mnist/train-labels-idx1-ubyte.gz
0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7 mnist/t10k-images-idx3-ubyte.gz
ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2 mnist/t10k-labels-idx1-ubyte.gz
4f91e981c2a4a535e017a7d391ac65e2ced41eecc1900994da493beb6b4e6bd9 emoji/noto.png
821a84fc24e9e5d7ee4587abecbd555e28d1466dcbb8acc99c551c1c3cab37fd emoji/openmoji.png
134604dbffbe56a21a39e4c89fb3833db60eb9d0dd7a7719327d66a3b8b9ba76 emoji/emoji.csv
1e88fa10e7555b4f6e359e016b6d7c8bb0c6e6b2bb4b65f67be92510f2b3a90d people/galton.csv
b2f0370d285f3c6f91429654153aad41db6812f8b384ceda941aedca09dfe8b7 people/davis.csv
""".splitlines())


class DataError(RuntimeError):
    """A file under data/ is missing, cut short or altered; the message says how to mend it."""


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
        return _idx(_verified(name))

    with ThreadPoolExecutor() as pool:  # unzip and sha256 run side by side
        return Digits(*pool.map(read, [name for name in SUMS if name.startswith("mnist/")]))


def fashion_mnist() -> Fashion:
    """Clothes drawn as MNIST is (Xiao, Rasul and Vollgraf 2017), MIT licence: loads 31 MB.

    60,000 to train, 10,000 to test, kept in data/downloads/, verified. Raises DownloadError.
    """
    folder = FOLDER / "downloads" / "fashion-mnist"
    files = [_download.fetch(s.address, folder / s.address.rsplit("/", 1)[1], s.size, s.sha256)
             for s in FASHION]
    return Fashion(*(_idx(zlib.decompress(path.read_bytes(), wbits=31)) for path in files), CLOTHES)


def emoji() -> Emoji:
    """Emoji drawn by Noto and by OpenMoji: for each style a training half, and 160 test pairs.

    The halves hold different emoji; variants of one emoji (a man, a woman or a person running) lie
    in one half and never in the test set. Raises DataError as `mnist` does. Source: data/README.md.
    """
    rows = _table("emoji/emoji.csv")
    splits = [row["split"] for row in rows]
    a, b, test = ([i for i, s in enumerate(splits) if s == half] for half in (*STYLES, "test"))
    noto, openmoji = (_tiles(f"emoji/{style}.png") for style in STYLES)
    names = ([rows[i]["name"] for i in items] for items in (a, b, test))
    return Emoji(noto[a], openmoji[b], noto[test], openmoji[test], *names)


def heights() -> Heights:
    """Heights of 934 grown children, in cm (Galton 1886). Raises DataError as `mnist` does."""
    return Heights(*_people("people/galton.csv", "height_cm"))


def people() -> People:
    """Heights in cm and weights in kg of 200 adults (Davis 1990). Raises DataError as `mnist`."""
    return People(*_people("people/davis.csv", "height_cm", "weight_kg"))


def horse2zebra(side: int = 128) -> Photos:
    """Photographs of horses and zebras (Zhu et al. 2017), scaled to side×side: loads 117 MB.

    Kept in data/downloads/, verified by sha256; no licence to redistribute is known, so the course
    ships none of them. side: 16 to 256 (their own). Raises DownloadError, ValueError.
    """
    from zipfile import ZipFile

    from PIL import Image

    if not isinstance(side, int) or not 16 <= side <= 256:
        raise ValueError(f"side is {side!r}: give a whole number of pixels from 16 to 256.")
    archive = _download.fetch(HORSES.address, FOLDER / "downloads" / "horse2zebra.zip",
                              HORSES.size, HORSES.sha256)
    with ZipFile(archive) as files:
        def photos(folder: str) -> Tensor:
            names = sorted(n for n in files.namelist() if f"/{folder}/" in n and n.endswith(".jpg"))
            images = (Image.open(io.BytesIO(files.read(n))).convert("RGB") for n in names)
            small = [np.asarray(i.resize((side, side), Image.Resampling.BICUBIC)) for i in images]
            return torch.from_numpy(np.stack(small)).permute(0, 3, 1, 2).contiguous()

        return Photos(*map(photos, ("trainA", "trainB", "testA", "testB")))


def floats(images: Tensor) -> Tensor:
    """uint8 0 to 255, any shape → float32 0 to 1, on the course's device; else a ValueError."""
    if not isinstance(images, Tensor) or images.dtype != torch.uint8:
        raise ValueError(f"floats takes a uint8 tensor of pictures (0 to 255), not "
                         f"{_looks.describe(images)}: data.pictures(x) makes one.")
    return images.to(course.device()).to(torch.float32).div_(255)


def binarised(images: Tensor, seed: int = 0) -> Tensor:
    """Grey pictures, uint8 or floats 0 to 1 → 0.0 or 1.0, each pixel drawn with its grey value.

    The same for the same seed, so that log-likelihoods in nats can be compared. Raises ValueError
    for pictures of another range.
    """
    _looks.check("images", images)
    grey = floats(images) if images.dtype == torch.uint8 else images
    return torch.bernoulli(grey.cpu(), generator=torch.Generator().manual_seed(seed)).to(grey)


class Batches:
    """What `batches` returns: `len` counts the batches, each `for` goes once through the data."""

    def __init__(self, tensors: tuple[Tensor, ...], batch_size: int, shuffle: bool):
        self.tensors, self.batch_size, self.shuffle = tensors, batch_size, shuffle

    def __len__(self) -> int:
        return -(-len(self.tensors[0]) // self.batch_size)

    def __iter__(self) -> Iterator[Tensor | tuple[Tensor, ...]]:
        count, device = len(self.tensors[0]), course.device()
        # torch's global generator: a saved and restored state gives the same order again.
        order = torch.randperm(count) if self.shuffle else torch.arange(count)
        for some in order.split(self.batch_size):
            picked = (x.index_select(0, some.to(x.device)) for x in self.tensors)
            batch = tuple(floats(x) if x.dtype == torch.uint8 else x.to(device) for x in picked)
            yield batch if len(batch) > 1 else batch[0]


def batches(x: Tensor, batch_size: int, *others: Tensor, shuffle: bool = True) -> Batches:
    """Batches of x, (N, …) → (B, …), in a new order each time; with `others`, tuples.

    uint8 becomes float32 from 0 to 1; all is moved to the course's device. The last batch may be
    smaller. Raises ValueError for a batch size below 1, for no data, if lengths differ, and for
    what looks like pictures of another layout, type or range: `data.pictures` reads those.
    """
    if not isinstance(batch_size, int) or isinstance(batch_size, bool) or batch_size < 1:
        raise ValueError(f"batch_size is a whole number, 1 or more, and not {batch_size!r}.")
    for tensor in (x, *others):
        if not isinstance(tensor, Tensor) or tensor.dim() == 0:
            kind = "a single number" if isinstance(tensor, Tensor) else _looks.describe(tensor)
            raise ValueError(f"batches takes tensors of shape (N, …), and got {kind}: data.pictures"
                             " makes one of pictures, torch.as_tensor of numbers.")
        if len(tensor) != len(x):
            raise ValueError(f"batches pairs items one to one: {len(x)} and {len(tensor)} differ.")
    if len(x) == 0:
        raise ValueError(f"There is nothing to take batches from: x has shape {tuple(x.shape)}.")
    for tensor in (x, *others):  # a model may want pictures of −1 to 1
        _looks.check("batches", tensor, unit=False)
    return Batches((x, *others), batch_size, shuffle)


def _verified(name: str) -> bytes:
    """Content of data/`name`, unzipped if it is .gz, or a DataError with the way to mend it."""
    try:
        content = (FOLDER / name).read_bytes()
        if name.endswith(".gz"):
            content = zlib.decompress(content, wbits=31)
    except FileNotFoundError:
        problem = "is missing"
    except OSError as error:
        problem = f"cannot be read ({error.strerror})"
    except zlib.error:
        problem = "is cut short or damaged"
    else:
        found = hashlib.sha256(content).hexdigest()
        if found == SUMS[name]:
            return content
        problem = f"is not as delivered ({len(content):,} bytes with sha256 {found[:12]}…)"
    raise DataError(
        f"data/{name} {problem}; expected sha256 {SUMS[name][:12]}…: in the course's folder, "
        f"`git checkout HEAD -- data/{name.split('/')[0]}` mends it."
    )


def _idx(content: bytes) -> Tensor:
    """An IDX file's images, uint8 (N, 1, 28, 28), or labels, int64 (N,)."""
    values = torch.frombuffer(bytearray(content), dtype=torch.uint8)
    # its header: a magic number whose last byte counts the axes, then the length of each
    return values[16:].view(-1, 1, 28, 28) if content[3] == 3 else values[8:].long()


def _tiles(name: str) -> Tensor:
    """The tiles of an atlas, row by row: uint8 (N, 3, 32, 32)."""
    from PIL import Image  # here, because only the emoji need it

    atlas = torch.from_numpy(np.array(Image.open(io.BytesIO(_verified(name)))))
    tiles = atlas.unflatten(0, (-1, 32)).unflatten(2, (-1, 32))  # (rows, 32, columns, 32, 3)
    return tiles.permute(0, 2, 4, 1, 3).reshape(-1, 3, 32, 32)


def _table(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(_verified(name).decode("utf-8"))))


def _people(name: str, *columns: str) -> list[Tensor]:
    """Columns of a table as float64, and after them the sex as an index into SEXES."""
    rows = _table(name)
    numbers = [torch.tensor([float(row[c]) for row in rows], dtype=torch.float64) for c in columns]
    return [*numbers, torch.tensor([SEXES.index(row["sex"]) for row in rows])]
