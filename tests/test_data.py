"""The data that the course ships, and what happens when a file is not as it should be."""

import csv
import shutil

import pytest
import torch

from helpers import course, data


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


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """A copy of the data that a test may harm."""
    for name in data.SUMS:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(data.FOLDER / name, tmp_path / name)
    monkeypatch.setattr(data, "FOLDER", tmp_path)
    return tmp_path


# What lies in the sets


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
        x = data._tiles(f"emoji/{style}.png")[: len(emoji_rows)].flatten(1).double() / 255
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


# Bad files

LOADERS = {"mnist": data.mnist, "emoji": data.emoji}
PEOPLE = {"people/galton.csv": data.heights, "people/davis.csv": data.people}


def harm(path, how):
    content = bytearray(path.read_bytes())
    if how == "missing":
        path.unlink()
    elif how == "truncated":
        path.write_bytes(content[: len(content) // 2])
    elif how == "empty":
        path.write_bytes(b"")
    elif how == "altered":
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
    elif how == "a folder":
        path.unlink()
        path.mkdir()


@pytest.mark.parametrize("how", ["missing", "truncated", "empty", "altered", "a folder"])
@pytest.mark.parametrize("name", data.SUMS)
def test_a_bad_file_is_named_with_what_was_expected_and_what_mends_it(copy, name, how):
    harm(copy / name, how)
    folder = name.split("/")[0]
    with pytest.raises(data.DataError) as caught:
        (LOADERS.get(folder) or PEOPLE[name])()
    message = str(caught.value)
    assert f"data/{name}" in message and data.SUMS[name][:12] in message
    assert f"`git checkout HEAD -- data/{folder}`" in message and "\n" not in message
    assert caught.value.__cause__ is None and caught.value.__context__ is None  # one error, not two
    assert ("missing" in message) == (how == "missing")


def test_a_file_with_windows_line_ends_is_refused(copy):
    table = copy / "people/davis.csv"
    table.write_bytes(table.read_bytes().replace(b"\n", b"\r\n"))
    with pytest.raises(data.DataError, match="not as delivered"):
        data.people()


# Pictures as floats, and batches


def test_floats_are_exactly_pixels_over_255():
    x = data.floats(torch.arange(256, dtype=torch.uint8))
    assert x.dtype == torch.float32 and x.device.type == course.device().type
    assert torch.equal(x.cpu(), torch.arange(256) / 255)


@pytest.mark.parametrize("bad", [torch.zeros(3), torch.zeros(3, dtype=torch.int64), [1, 2], None])
def test_floats_refuse_what_is_no_picture(bad):
    with pytest.raises(ValueError, match="uint8 tensor"):
        data.floats(bad)


def test_batches_see_every_item_once_and_keep_the_short_last_one():
    batches = data.batches(torch.arange(10), 4)
    assert len(batches) == 3
    found = list(batches)
    assert [len(b) for b in found] == [4, 4, 2]
    assert sorted(torch.cat(found).tolist()) == list(range(10))


@pytest.mark.parametrize(
    ("count", "size", "expected"), [(8, 4, 2), (9, 4, 3), (3, 100, 1), (1, 1, 1)]
)
def test_batches_len_counts_what_comes(count, size, expected):
    batches = data.batches(torch.arange(count), size)
    assert len(batches) == len(list(batches)) == expected


def test_batches_reshuffle_each_time_and_repeat_under_the_same_seed():
    batches = data.batches(torch.arange(100), 32)
    torch.manual_seed(0)
    first, second = torch.cat(list(batches)), torch.cat(list(batches))
    torch.manual_seed(0)
    assert torch.equal(torch.cat(list(batches)), first)
    assert not torch.equal(first, second)
    state = torch.get_rng_state()
    third = torch.cat(list(batches))
    torch.set_rng_state(state)
    assert torch.equal(torch.cat(list(batches)), third)


def test_batches_without_shuffle_keep_the_order_and_the_random_state():
    state = torch.get_rng_state()
    found = torch.cat(list(data.batches(torch.arange(10), 3, shuffle=False)))
    assert found.tolist() == list(range(10))
    assert torch.equal(torch.get_rng_state(), state)


def test_batches_keep_pictures_and_labels_together_and_convert_only_pictures():
    pictures = torch.arange(10, dtype=torch.uint8).view(10, 1, 1, 1).expand(10, 3, 2, 2)
    labels = torch.arange(10)
    for x, y, z in data.batches(pictures, 4, labels, labels.double()):
        assert (x.dtype, y.dtype, z.dtype) == (torch.float32, torch.int64, torch.float64)
        assert x.shape == (len(y), 3, 2, 2) and x.device == y.device == z.device
        assert torch.equal((x[:, 0, 0, 0] * 255).round().long(), y) and torch.equal(z, y.double())


def test_batches_do_not_share_memory_with_the_data():
    x = torch.arange(4.0)
    next(iter(data.batches(x, 2, shuffle=False))).zero_()
    assert x.tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("size", [0, -1, 2.0, "8", None, True])
def test_batches_refuse_a_size_that_is_no_count(size):
    with pytest.raises(ValueError, match="batch_size"):
        data.batches(torch.arange(3), size)


@pytest.mark.parametrize(
    ("tensors", "message"),
    [
        (([1, 2],), "list"),
        ((torch.tensor(3),), "single number"),
        ((torch.empty(0, 3),), r"\(0, 3\)"),
        ((torch.arange(3), torch.arange(4)), "3 and 4"),
        ((torch.arange(3), [1, 2, 3]), "list"),
        ((torch.arange(3), torch.tensor(3)), "single number"),
    ],
)
def test_batches_refuse_what_cannot_be_cut_into_batches(tensors, message):
    with pytest.raises(ValueError, match=message):
        data.batches(tensors[0], 2, *tensors[1:])
