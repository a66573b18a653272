"""The checks of notebook 05: wrong answers get their reason."""

import math

import pytest
import torch
from torch.nn import functional as F

from helpers import check


@pytest.mark.parametrize(("answer", "word"), [("b", "Recall"), ("c", "covariance"), (1, "letters")])
def test_hundred_pictures_answers_each_wrong_letter(answer, word):
    verdict = check.hundred_pictures(answer)
    assert verdict.ok is False and word in verdict.text


@pytest.mark.parametrize(("answer", "word"), [
    ((9, 3, 0), "larger"), ((9, 3, 4), "smaller"), ((10, 3, 3), "odd"), ((9, 2, 3), "stride"),
    ((2, 3, 0), "at least"), ((5, 3, 1), "1 or 2"), ((3, 3, 0), "touch"), ((9, 3, "x"), "whole")])
def test_even_tripling_says_what_is_wrong(answer, word):
    verdict = check.even_tripling(*answer)
    assert verdict.ok is False and word in verdict.text


def test_even_tripling_as_it_stands_is_not_tried():
    assert check.even_tripling(4, 2, 1).ok is None


def test_what_even_tripling_calls_right_is_even_and_overlaps():
    """Stamps of ones: counted, not taken from the formula."""
    right = []
    for kernel in range(1, 17):
        for padding in range(kernel // 2 + 1):
            stamps = F.conv_transpose2d(torch.ones(1, 1, 9, 9), torch.ones(1, 1, kernel, kernel),
                                        stride=3, padding=padding)[0, 0]
            wide = F.conv_transpose2d(torch.ones(1, 1, 64, 64), torch.ones(1, 1, kernel, kernel),
                                      stride=3)[0, 0, 40:-40, 40:-40]
            fits = stamps.shape == (27, 27) and wide.min() == wide.max() > 1
            verdict = check.even_tripling(kernel, 3, padding)
            assert verdict.ok is bool(fits), (kernel, padding, verdict)
            if fits:
                assert f"{wide.max():.0f} of them" in verdict.text
                right.append((kernel, padding))
    assert right == [(9, 3), (15, 6)]


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
