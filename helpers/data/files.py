"""The files under data/: each read whole, and verified by its sha256."""

import csv
import hashlib
import io
import zlib
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

FOLDER = Path(__file__).resolve().parents[2] / "data"
SEXES = ("female", "male")  # what 0 and 1 stand for
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


def verified(name: str) -> bytes:
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


def idx(content: bytes) -> Tensor:
    """An IDX file's images, uint8 (N, 1, 28, 28), or labels, int64 (N,)."""
    values = torch.frombuffer(bytearray(content), dtype=torch.uint8)
    # its header: a magic number whose last byte counts the axes, then the length of each
    return values[16:].view(-1, 1, 28, 28) if content[3] == 3 else values[8:].long()


def tiles(name: str) -> Tensor:
    """The tiles of an atlas, row by row: uint8 (N, 3, 32, 32)."""
    from PIL import Image  # here, because only the emoji need it

    atlas = torch.from_numpy(np.array(Image.open(io.BytesIO(verified(name)))))
    tiles = atlas.unflatten(0, (-1, 32)).unflatten(2, (-1, 32))  # (rows, 32, columns, 32, 3)
    return tiles.permute(0, 2, 4, 1, 3).reshape(-1, 3, 32, 32)


def table(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(verified(name).decode("utf-8"))))


def people_of(name: str, *columns: str) -> list[Tensor]:
    """Columns of a table as float64, and after them the sex as an index into SEXES."""
    rows = table(name)
    numbers = [torch.tensor([float(row[c]) for row in rows], dtype=torch.float64) for c in columns]
    return [*numbers, torch.tensor([SEXES.index(row["sex"]) for row in rows])]
