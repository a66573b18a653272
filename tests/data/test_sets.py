"""The data that the course ships."""

import csv

import pytest
import torch

from helpers import data
from helpers.data import files


@pytest.fixture(scope="module")
def digits():
    return data.mnist()


@pytest.fixture(scope="module")
def emoji():
    return data.emoji()


@pytest.fixture(scope="module")
def emoji_rows():
    with (data.FOLDER / "emoji/emoji.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_mnist_has_the_original_shapes_and_types(digits):
    assert digits.x_train.shape == (60_000, 1, 28, 28)
    assert digits.x_test.shape == (10_000, 1, 28, 28)
    assert digits.x_train.dtype == digits.x_test.dtype == torch.uint8
    assert digits.y_train.shape == (60_000,) and digits.y_test.shape == (10_000,)
    assert digits.y_train.dtype == digits.y_test.dtype == torch.int64


def test_mnist_labels_are_the_published_ones(digits):
    train = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    test = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert digits.y_train.bincount().tolist() == train
    assert digits.y_test.bincount().tolist() == test
    assert digits.y_train[:5].tolist() == [5, 0, 4, 1, 9]


def test_mnist_pictures_are_upright_bright_ink_on_black(digits):
    mean = digits.x_train.sum().item() / digits.x_train.numel() / 255
    assert mean == pytest.approx(0.1307, abs=1e-4)  # the number that everybody normalises by
    assert digits.x_train[:, 0, 0, 0].eq(0).all()
    one = digits.x_train[digits.y_train == 1, 0].double().mean(0)
    assert one.sum(0).max() > 1.5 * one.sum(1).max()  # ones stand: their ink fills columns
    assert digits.x_train.is_contiguous()


def test_emoji_have_two_equal_halves_and_160_pairs(emoji):
    assert emoji.noto.shape == emoji.openmoji.shape == (736, 3, 32, 32)
    assert emoji.noto_test.shape == emoji.openmoji_test.shape == (160, 3, 32, 32)
    assert all(x.dtype == torch.uint8 and x.is_contiguous() for x in emoji[:4])
    names = emoji.names_noto, emoji.names_openmoji, emoji.names_test
    assert [len(n) for n in names] == [736, 736, 160]


def test_emoji_splits_share_no_code_and_no_family(emoji_rows):
    assert len({row["code"] for row in emoji_rows}) == len(emoji_rows) == 1632
    splits = {}
    for row in emoji_rows:
        splits.setdefault(row["family"], []).append(row["split"])
    assert all(len(set(found)) == 1 for found in splits.values())
    assert all(found == ["test"] for found in splits.values() if "test" in found)
    family = {row["name"]: row["family"] for row in emoji_rows}
    assert family["man running"] == family["woman running"] == family["person running"]
    assert family["man astronaut"] == family["woman astronaut"] == family["astronaut"]
    assert family["man running"] != family["man astronaut"]


def test_no_emoji_is_a_near_twin_of_one_in_another_split(emoji_rows):
    for style in data.STYLES:
        x = files.tiles(f"emoji/{style}.png")[: len(emoji_rows)].flatten(1).double() / 255
        distance = torch.cdist(x, x) / x.shape[1] ** 0.5  # root mean squared difference
        split = torch.tensor([["test", *data.STYLES].index(row["split"]) for row in emoji_rows])
        assert distance[split[:, None] != split].min() > 0.079


def test_emoji_test_pairs_show_the_same_thing(emoji):
    a, b = (data.floats(x).flatten(1).cpu() for x in (emoji.noto_test, emoji.openmoji_test))
    right = torch.cdist(a, b).argmin(1).eq(torch.arange(160)).sum()
    assert right >= 24  # 36 of 160 find their partner as the nearest in pixels; by chance, one


@pytest.mark.parametrize("style", ["noto", "openmoji"])
def test_every_glyph_fills_30_pixels_and_is_centred(emoji, style):
    x = torch.cat([getattr(emoji, style), getattr(emoji, f"{style}_test")])
    ink = x.ne(255).any(1)  # (N, 32, 32): not white
    assert not ink[:, [0, -1]].any() and not ink[:, :, [0, -1]].any()
    longer, off_centre = [], []
    for sides in zip(ink.any(2), ink.any(1), strict=True):  # rows, columns with ink
        ends = [(side.nonzero().min().item(), side.nonzero().max().item()) for side in sides]
        longer.append(max(high - low + 1 for low, high in ends))
        off_centre.append(max(abs(low + high - 31) / 2 for low, high in ends))
    # A white part of a glyph cannot be told from the page: a few look smaller, or off centre.
    assert max(longer) == 30 and longer.count(30) >= 0.99 * len(x)
    assert sum(off <= 1 for off in off_centre) >= 0.99 * len(x)


def test_heights_are_galtons_in_centimetres():
    heights = data.heights()
    assert heights.height.shape == heights.sex.shape == (934,)
    assert heights.height.dtype == torch.float64 and heights.sex.dtype == torch.int64
    assert heights.sex.bincount().tolist() == [453, 481]
    women, men = (heights.height[heights.sex == data.SEXES.index(s)] for s in ("female", "male"))
    assert women.mean().item() == pytest.approx(64.11 * 2.54, abs=0.05)
    assert men.mean().item() == pytest.approx(69.23 * 2.54, abs=0.05)
    assert heights.height[0].item() == 185.93  # 73.2 inches


def test_people_are_daviss_with_the_swapped_row_mended():
    people = data.people()
    assert people.height.shape == people.weight.shape == people.sex.shape == (200,)
    assert people.sex.bincount().tolist() == [112, 88]
    assert (people.height > people.weight).all() and people.height.min() > 140
    assert [column[11].item() for column in people] == [166, 57, 0]  # printed as 57 cm, 166 kg
    assert [column[0].item() for column in people] == [182, 77, 1]
