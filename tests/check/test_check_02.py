"""The checks of notebook 02: a reason for every usual mistake."""

import pytest
import torch
from sklearn.mixture import GaussianMixture

from helpers import check


def test_a_prediction_gets_its_reason():
    assert check.shuffled_codes(None).ok is None
    assert check.shuffled_codes("B").ok is True
    assert check.shuffled_codes("a").ok is False and "together" in check.shuffled_codes("a").text
    assert check.shuffled_codes("c").ok is False and "scale" in check.shuffled_codes("c").text
    assert "letters a, b, c" in check.shuffled_codes(7).text


def test_components_are_compared_with_the_shipped_network():
    assert check.components_worth(None).ok is None
    assert "more components" in check.components_worth(12).text
    assert "fewer would do" in check.components_worth(300).text
    assert "whole number" in check.components_worth(2.5).text
    answers = [check.components_worth(n).ok for n in range(20, 80)]
    assert answers.count(True) == 1  # one smallest number does it


def mixture(kinds, whose=lambda codes, labels, digit: codes[labels == digit]):
    def draw(codes, labels, digit, n):
        fitted = GaussianMixture(kinds, random_state=0).fit(whose(codes, labels, digit).numpy())
        return torch.tensor(fitted.sample(n)[0]).float()
    return draw


def kernel(width, side=None):
    def draw(codes, labels, digit, n):
        own = codes[labels == digit]
        own = own[own[:, 0] > 0] if side else own
        return own[torch.randint(len(own), (n,))] + width * torch.randn(n, 2)
    return draw


def one_normal(codes, labels, digit, n):
    own = codes[labels == digit]
    return own.mean(0) + own.std(0) * torch.randn(n, 2)


def numbers_apart(codes, labels, digit, n):
    return torch.stack([kernel(0.2)(codes, labels, digit, n)[:, i] for i in (0, 1)], 1)


def spread_by_variance(codes, labels, digit, n):
    own = codes[labels == digit]
    return own.mean(0) + own.var(0) * torch.randn(n, 2)


@pytest.mark.parametrize("function", [mixture(2), mixture(5), mixture(20), kernel(0.3)])
def test_any_density_that_fits_draws_the_digit(function):
    assert check.draw_digit(function).ok is True


@pytest.mark.parametrize(
    ("function", "reason"),
    [
        (mixture(1), "one normal span the gap"),
        (one_normal, "one normal span the gap"),
        (kernel(1.5), "a kernel too wide"),
        (kernel(0.0), "handed out again"),
        (kernel(0.01), "handed out again"),
        (kernel(0.3, side=1), "leave one of them out"),
        (mixture(20, lambda codes, labels, digit: codes), "among codes of other digits"),
        (mixture(1, lambda codes, labels, digit: codes[labels == 0]), "among codes of other"),
        (lambda codes, labels, digit, n: codes[labels == digit].mean(0).expand(n, 2), "alike"),
        (lambda codes, labels, digit, n: kernel(0.3)(codes, labels, 1, n), "for digit 2"),
        (lambda codes, labels, digit, n: mixture(2)(codes, labels, digit, n).numpy(), "numpy"),
        (lambda codes, labels, digit, n: mixture(2)(codes, labels, digit, 1), "shape (300, 2)"),
        (lambda codes, labels, digit, n: torch.randn(n, 2), "knows nothing of the codes"),
        (spread_by_variance, "scale by its root"),
        (numbers_apart, "don't go together"),
        (lambda codes, labels, digit, n: codes @ labels, "stopped with RuntimeError"),
    ],
)
def test_a_wrong_digit_gets_its_reason(function, reason):
    verdict = check.draw_digit(function)
    assert verdict.ok is False and reason in verdict.text, verdict


def test_a_digit_not_drawn_yet():
    assert check.draw_digit(lambda codes, labels, digit, n: None).ok is None
