"""How near two sets of pictures are: against torchmetrics, and where the answer is known."""

import math

import pytest
import torch
from torch import nn

from helpers import data, measure


@pytest.fixture(scope="module")
def sets():
    """The judge's features of real digits and of the same digits with harm done to them."""
    digits = data.mnist()
    harmed = digits.x_train[:1500].float() / 255
    harmed[..., 10:14] = 0
    return measure.features(digits.x_test[:1500]), measure.features(harmed)


class AsTheyAre(nn.Module):
    """What torchmetrics takes for a network: features come in and go out."""

    num_features = 64

    def forward(self, x):
        return x


def test_frechet_distance_equals_torchmetrics(sets):
    from torchmetrics.image.fid import FrechetInceptionDistance

    oracle = FrechetInceptionDistance(feature=AsTheyAre()).set_dtype(torch.float64)
    oracle.update(sets[0].double(), real=True)
    oracle.update(sets[1].double(), real=False)
    assert measure.frechet(*sets) == pytest.approx(oracle.compute().item(), rel=1e-3)


def test_kid_equals_torchmetrics(sets):
    from torchmetrics.image.kid import KernelInceptionDistance

    oracle = KernelInceptionDistance(feature=AsTheyAre(), subsets=1, subset_size=1500)
    oracle.update(sets[0].double(), real=True)
    oracle.update(sets[1].double(), real=False)
    mean, spread = measure.kid(*sets, subsets=1, size=1500)
    assert mean == pytest.approx(oracle.compute()[0].item(), rel=1e-3) and spread == 0


def test_kid_over_subsets_is_the_mean_of_an_unbiased_number(sets):
    whole, _ = measure.kid(*sets, subsets=1, size=1500)
    mean, spread = measure.kid(*sets, subsets=50, size=300)
    assert abs(mean - whole) < 3 * spread / 50 ** 0.5 + 0.05 * whole
    halves = sets[0][:750], sets[0][750:]
    same, spread = measure.kid(*halves, subsets=20, size=500)
    assert abs(same) < 3 * spread and same < 0.01 * whole


def test_kid_of_whole_sets_of_two_sizes_by_pairs(sets):
    x, y = sets[0][:60].double(), sets[1][:40].double()
    k = {(a, b): (1 + p @ q.T / x.shape[1]) ** 3 for a, p in (("x", x), ("y", y))
         for b, q in (("x", x), ("y", y))}
    apart = {name: [k[name, name][i, j] for i in range(n) for j in range(n) if i != j]
             for name, n in (("x", 60), ("y", 40))}
    expected = sum(sum(pairs) / len(pairs) for pairs in apart.values()) - 2 * k["x", "y"].mean()
    mean, spread = measure.kid(x, y, subsets=1, size=None)
    assert mean == pytest.approx(expected.item(), rel=1e-6) and spread == 0


def test_frechet_distance_of_known_normals():
    torch.manual_seed(0)
    a, b = 2 + 0.5 * torch.randn(200_000, 1), -1 + 1.5 * torch.randn(200_000, 1)
    assert measure.frechet(a, b) == pytest.approx(3 ** 2 + 1 ** 2, rel=0.01)
    assert measure.frechet(a, a) == pytest.approx(0, abs=1e-6)


def test_precision_and_recall_see_collapse_and_noise():
    torch.manual_seed(0)
    real = torch.randn(1000, 2)
    same = measure.precision_recall(real, torch.randn(1000, 2))
    collapsed = measure.precision_recall(real, 0.01 * torch.randn(1000, 2))
    spread = measure.precision_recall(real, 6 * torch.randn(1000, 2))
    assert min(same["precision"], same["recall"]) > 0.95 and same["coverage"] > 0.8
    assert same["density"] == pytest.approx(1, abs=0.1)
    assert collapsed["precision"] == 1 and collapsed["recall"] < 0.01
    assert collapsed["coverage"] < 0.05 < 1 < collapsed["density"]
    assert spread["precision"] < 0.5 and spread["recall"] > 0.9


def test_precision_and_recall_by_hand():
    """On a line, k = 1: balls of radius 1 around 0 and 1, and of 8 around 9."""
    real = torch.tensor([[0.0], [1.0], [9.0]])
    fake = torch.tensor([[0.5], [18.0], [30.0]])  # balls of 17.5, 12 and 12
    found = measure.precision_recall(real, fake, neighbours=1)
    assert found["precision"] == pytest.approx(1 / 3)
    assert found["recall"] == pytest.approx(3 / 3)
    assert found["coverage"] == pytest.approx(2 / 3)
    assert found["density"] == pytest.approx(2 / 3)


def test_nearest_finds_the_copy_wherever_it_lies():
    torch.manual_seed(0)
    among = torch.randint(0, 256, (25_000, 1, 4, 4), dtype=torch.uint8)
    where = torch.tensor([3, 12_345, 24_999])
    distance, index = measure.nearest(among[where], among)
    assert torch.equal(index, where) and distance.abs().max() < 1e-3
    shifted, index = measure.nearest(among[where].float() / 255 + 0.01, among)
    assert torch.equal(index, where) and torch.allclose(shifted, torch.tensor(0.01), atol=1e-4)


def test_ssim_equals_torchmetrics():
    from torchmetrics.functional.image import structural_similarity_index_measure as oracle

    emoji = data.emoji()
    a, b = emoji.noto_test / 255, emoji.openmoji_test / 255
    assert measure.ssim(a, b) == pytest.approx(oracle(a, b, data_range=1.0).item(), abs=1e-4)
    assert measure.ssim(a, a) == pytest.approx(1)


def test_retrieval_is_1_where_a_picture_finds_its_own():
    twins = torch.eye(4).view(4, 1, 2, 2)
    assert measure.retrieval(twins, twins).tolist() == [1, 1, 1, 1]
    assert measure.retrieval(twins[[0, 1, 3, 2]], twins).tolist() == [1, 1, 0, 0]


def test_retrieval_of_untouched_emoji_is_what_the_course_says():
    emoji = data.emoji()
    a, b = emoji.noto_test / 255, emoji.openmoji_test / 255
    assert measure.retrieval(a, b).mean() == pytest.approx(0.225)
    assert measure.retrieval(b, a).mean() == pytest.approx(0.344, abs=1e-3)


@pytest.mark.parametrize(("action", "word"), [
    (lambda: measure.frechet(torch.zeros(5, 3), torch.zeros(5, 4)), "same network"),
    (lambda: measure.frechet(torch.zeros(5, 1, 28, 28), torch.zeros(5, 3)), "measure.features"),
    (lambda: measure.frechet(torch.zeros(1, 3), torch.zeros(5, 3)), "at least 2"),
    (lambda: measure.kid(torch.full((5, 3), math.nan), torch.zeros(5, 3)), "NaN"),
    (lambda: measure.precision_recall(torch.zeros(3, 2), torch.zeros(9, 2)), "at least 4"),
    (lambda: measure.nearest(torch.zeros(2, 1, 4, 4), torch.zeros(2, 1, 5, 5)), "one shape"),
    (lambda: measure.ssim(torch.zeros(2, 3, 8, 8), torch.zeros(2, 3, 8, 8)), "11×11"),
    (lambda: measure.ssim(torch.zeros(2, 3, 32, 32), torch.zeros(3, 3, 32, 32)), "differ"),
    (lambda: measure.retrieval(torch.zeros(2, 3), torch.zeros(3, 3)), "differ"),
    (lambda: measure.features(torch.zeros(2, 784)), "view"),
])
def test_wrong_input_is_told_what_to_give(action, word):
    with pytest.raises(ValueError, match=word):
        action()
