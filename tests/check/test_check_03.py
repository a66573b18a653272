"""The checks of notebook 03: wrong answers get their reason."""

import pytest
import torch

from helpers import check


@pytest.mark.parametrize(("answer", "word"), [("a", "too much"), ("c", "ratio"), ("x", "letters")])
def test_kl_divided_answers_each_wrong_letter(answer, word):
    verdict = check.kl_divided(answer)
    assert verdict.ok is False and word in verdict.text


@pytest.mark.parametrize(("answer", "word"), [
    (1, "Take more"), (8, "Take more"), (32, "half as many"), (3, "power of two"),
    (2**20, "Far fewer")])
def test_samples_needed_says_which_way(answer, word):
    verdict = check.samples_needed(answer)
    assert verdict.ok is False and word in verdict.text


def terms(mu, logvar):
    return 0.5 * (mu**2 + logvar.exp() - 1 - logvar)


@pytest.mark.parametrize(("function", "word"), [
    (lambda m, v: terms(m, v), "one number a latent"),
    (lambda m, v: terms(m, v).sum(1).mean(), "one an image"),
    (lambda m, v: terms(m, v).mean(1), "Averaged"),
    (lambda m, v: -terms(m, v).sum(1), "sign"),
    (lambda m, v: 2 * terms(m, v).sum(1), "½"),
    (lambda m, v: terms(m, v).sum(1) / 784, "pixels"),
    (lambda m, v: terms(m, 2 * v).sum(1), "used as sigma"),
    (lambda m, v: 0.5 * (v.exp() - 1 - v).sum(1), "mu²"),
    (lambda m, v: 0.5 * (m**2 + v.exp() - v).sum(1), "−1"),
    (lambda m, v: 0.5 * (m**2 + v.exp() - 1).sum(1), "logvar is missing"),
    (lambda m, v: terms(m, v).sum(0), "over the images"),
    (lambda m, v: 0.5 * (m**2 + (v / 2).exp() - 1 - v).sum(1), "sigma² belongs"),
    (lambda m, v: 0.5 * (m + v.exp() - 1 - v).sum(1), "mu² belongs"),
    (lambda m, v: 0.5 * (m**2 + v.exp() - 1 + v).sum(1), "sign of logvar"),
    (lambda m, v: torch.zeros(4), "For mu = (-0.7, 2, 1.5)"),
    (lambda m, v: 1 / 0, "ZeroDivisionError"),
])
def test_kl_names_the_usual_mistakes(function, word):
    verdict = check.kl_to_standard_normal(function)
    assert verdict.ok is False and word in verdict.text, verdict
