"""What codes and reconstructions are worth."""

import math

import numpy as np
import pytest
import torch

from helpers import measure


def test_psnr_is_20_db_at_an_error_of_a_hundredth():
    assert measure.psnr(0.01) == pytest.approx(20) and measure.psnr(0.0) == math.inf


def test_mse_refuses_to_broadcast():
    with pytest.raises(ValueError, match="would broadcast"):
        measure.mse(torch.zeros(4, 1), torch.zeros(4))
    assert measure.mse(torch.zeros(4), torch.full((4,), 2.0)) == 4


def test_largest_angle_sees_the_space_and_not_the_basis():
    a = np.eye(5)[:, :2]
    assert measure.largest_angle(a, a @ np.array([[2.0, 1.0], [0.0, 3.0]])) == pytest.approx(0)
    turned = a.copy()
    turned[:, 1] = [0, math.cos(0.3), math.sin(0.3), 0, 0]
    assert measure.largest_angle(a, turned) == pytest.approx(math.degrees(0.3))


def test_few_labels_is_perfect_on_separate_classes_and_blind_on_noise():
    labels = torch.arange(400) % 4
    separate = torch.eye(4)[labels] * 10 + torch.randn(400, 4) * 0.1
    scores = measure.few_labels(separate, labels, separate, labels, count=20, draws=3)
    assert scores["1-NN"][0] == scores["linear probe"][0] == 1.0
    noise = torch.randn(400, 4)
    scores = measure.few_labels(noise, labels, torch.randn(400, 4), labels, count=20, draws=3)
    assert all(abs(mean - 0.25) < 0.12 for mean, _ in scores.values())


def test_gathering_is_high_for_codes_apart_and_chance_for_codes_mixed():
    torch.manual_seed(0)
    labels = torch.arange(10).repeat(60)
    mixed, apart = torch.randn(600, 2), torch.randn(600, 2) * 0.1 + labels[:, None]
    good = measure.gathering(apart, labels, apart, labels)
    bad = measure.gathering(mixed[:300], labels[:300], mixed[300:], labels[300:])
    assert good["kNN accuracy"] > 0.95 and good["silhouette"] > 0.7
    assert bad["kNN accuracy"] < 0.2 and bad["silhouette"] < 0


def test_the_best_naming_is_one_to_one_and_counts_what_fits():
    codes = torch.arange(300) % 3
    labels = torch.tensor([2, 0, 1])[codes]
    labels[:30] = 0  # ten of each code are wrong, but for code 1, which is named 0
    share, named, counts = measure.best_naming(codes, labels, kinds=3)
    assert named == [2, 0, 1] and share == pytest.approx(280 / 300)
    assert counts.sum() == 300 and counts[1, 0] == 100 and counts[0, 0] == 10
    same = torch.zeros(90, dtype=torch.int64)  # all read as 0: one code alone may be named so
    assert measure.best_naming(torch.arange(90) % 3, same, kinds=3)[0] == pytest.approx(1 / 3)
