"""The checks of notebook 05: wrong answers get their reason."""

import math

import pytest
import torch
from torch.nn import functional as F

from helpers import check


@pytest.mark.parametrize(("answer", "word"), [("a", "lost"), ("c", "pull"), (1, "letters")])
def test_perfect_generator_answers_each_wrong_letter(answer, word):
    verdict = check.perfect_generator(answer)
    assert verdict.ok is False and word in verdict.text


@pytest.mark.parametrize(("answer", "word"), [
    ((6, 2, 0), "larger"), ((6, 2, 4), "smaller"), ((5, 2, 1), "larger"), ((6, 3, 2), "stride"),
    ((1, 2, 0), "at least"), ((6, 2, "two"), "whole")])
def test_even_doubling_says_what_is_wrong(answer, word):
    verdict = check.even_doubling(*answer)
    assert verdict.ok is False and word in verdict.text


def test_every_even_doubling_is_even_up_to_the_largest_kernel():
    """Also where no pixel is a kernel away from both edges: 16, 2, 7."""
    for padding in range(8):
        kernel = 2 * padding + 2
        stamps = F.conv_transpose2d(torch.ones(1, 1, 64, 64), torch.ones(1, 1, kernel, kernel),
                                    stride=2, padding=padding)[..., 32:-32, 32:-32]
        times, = stamps.unique().tolist()
        verdict = check.even_doubling(kernel, 2, padding)
        assert verdict.ok is True and f"written {times:.0f} times" in verdict.text
    assert all(check.even_doubling(kernel, 2, padding).ok is (kernel == 2 * padding + 2)
               for kernel in range(2, 17) for padding in range(17))


def product(a, b):
    return a.std() * b.std()


@pytest.mark.parametrize(("function", "word"), [
    (lambda a, b: (a.mean() - b.mean()) ** 2 + a.var() + b.var() - product(a, b), "The 2"),
    (lambda a, b: (a.mean() - b.mean()) ** 2 + a.var() + b.var() + 2 * product(a, b), "subtract"),
    (lambda a, b: -(a.mean() - b.mean()) ** 2 - (a.std() - b.std()) ** 2, "sign"),
    (lambda a, b: math.nan, "NaN"),
    (lambda a, b: a.mean() / 0, "NaN or infinity"),
    (lambda a, b: (a.mean() - b.mean()) ** 2, "means only"),
    (lambda a, b: (a.mean() - b.mean()) ** 2 + a.var() + b.var(), "missing"),
    (lambda a, b: ((a.mean() - b.mean()) ** 2 + (a.std() - b.std()) ** 2).sqrt(), "root"),
    (lambda a, b: (a.mean() - b.mean()) ** 2 + (a.var() - b.var()) ** 2, "Standard"),
    (lambda a, b: (a.mean() - b.mean()).abs() + (a.std() - b.std()) ** 2, "squared"),
    (lambda a, b: (a.mean() - b.mean()) ** 2 + a.var() + b.var() - 2 * a.var() * b.var(), "σa·σb"),
    (lambda a, b: 0.0, "yours is 0.000"),
    (lambda a, b: a - b, "one number"),
    (lambda a, b: a.missing, "stopped"),
])
def test_frechet_1d_names_the_usual_mistakes(function, word):
    verdict = check.frechet_1d(function)
    assert verdict.ok is False and word in verdict.text, verdict
