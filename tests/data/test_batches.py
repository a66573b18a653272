"""Pictures as floats, and batches."""


import pytest
import torch

from helpers import course, data


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


def test_binarised_pictures_are_the_same_for_a_seed_and_right_on_average():
    grey = torch.full((50, 1, 28, 28), 64, dtype=torch.uint8)
    from helpers import data

    once, again, other = data.binarised(grey), data.binarised(grey), data.binarised(grey, seed=1)
    assert torch.equal(once, again) and not torch.equal(once, other)
    assert set(once.unique().tolist()) == {0.0, 1.0}
    assert abs(once.mean().item() - 64 / 255) < 0.01
