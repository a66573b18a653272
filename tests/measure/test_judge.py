"""The judge reads digits, and nothing else."""

import pytest
import torch

from helpers import data, measure


def test_the_judge_refuses_flat_pixels():
    with pytest.raises(ValueError, match=r"reads \(N, 1, 28, 28\)"):
        measure.read_digits(torch.zeros(2, 784))


def test_confidence_is_the_mean_probability_of_what_is_read():
    images = data.mnist().x_test[:50]
    read = measure.read_digits(images)
    assert measure.confidence(images) == pytest.approx(read.max(1).values.mean().item())
    mixed = (images / 255 + images.flip(0) / 255) / 2  # two digits at once
    assert measure.confidence(images) > 0.98 > measure.confidence(mixed)
