"""Emoji of two styles as tiles, and their split into training halves and test pairs."""

import io
import json
import random
import re
from pathlib import Path

import numpy as np
import resvg_py
from PIL import Image, ImageOps

TILE, GLYPH = 32, 30  # pixels: one tile, and the longer side of the glyph in it
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
