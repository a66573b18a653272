"""The checks of notebook 03: wrong answers get their reason."""

import math

import pytest
import torch

from helpers import check


@pytest.mark.parametrize(("answer", "word"), [
    ("a", "hardly any z"), ("b", "How far"), ("x", "letters")])
def test_nearer_the_middle_answers_each_wrong_letter(answer, word):
    verdict = check.nearer_the_middle(answer)
    assert verdict.ok is False and word in verdict.text


@pytest.mark.parametrize(("answer", "word"), [
    (1, "Take more"), (8, "Take more"), (32, "half as many"), (3, "power of two"),
    (2**20, "Far fewer")])
def test_samples_needed_says_which_way(answer, word):
    verdict = check.samples_needed(answer)
    assert verdict.ok is False and word in verdict.text


def pixels(x, x_hat, s):
    return (-(x - x_hat).square() / (2 * s**2) - math.log(2 * math.pi * s**2) / 2).flatten(1)


def terms(mu, logvar):
    return 0.5 * (mu**2 + logvar.exp() - 1 - logvar)


def with_kl(kl):
    """An ELBO that is right but for its KL, (mu, logvar) → (B,)."""
    return lambda x, x_hat, s, mu, logvar: pixels(x, x_hat, s).sum(1) - kl(mu, logvar)


def with_pixels(log_p):
    """An ELBO that is right but for log p(x|z), (x, x_hat, s) → (B,)."""
    return lambda x, x_hat, s, mu, logvar: log_p(x, x_hat, s) - terms(mu, logvar).sum(1)


def square(x, x_hat):
    return (x - x_hat).square().flatten(1)


@pytest.mark.parametrize(("function", "word"), [
    (lambda x, x_hat, s, m, v: terms(m, v).sum(1) - pixels(x, x_hat, s).sum(1), "−ELBO"),
    (lambda x, x_hat, s, m, v: pixels(x, x_hat, s).sum(1) + terms(m, v).sum(1), "is added"),
    (lambda x, x_hat, s, m, v: pixels(x, x_hat, s).sum(1), "KL is missing"),
    (lambda x, x_hat, s, m, v: pixels(x, x_hat, s), "a pixel"),
    (lambda x, x_hat, s, m, v: terms(m, v), "a latent"),
    (lambda x, x_hat, s, m, v: (pixels(x, x_hat, s).sum(1) - terms(m, v).sum(1)).mean(), "batch"),
    (lambda x, x_hat, s, m, v: torch.zeros(4), "the KL 0."),
    (lambda x, x_hat, s, m, v: 1 / 0, "ZeroDivisionError"),
    (with_pixels(lambda x, x_hat, s: pixels(x, x_hat, s).mean(1)), "averaged over the pixels"),
    (with_pixels(lambda x, x_hat, s: -square(x, x_hat).sum(1) / (2 * s**2)), "constant is missing"),
    (with_pixels(lambda x, x_hat, s: -square(x, x_hat).sum(1) / (2 * s**2)
                 - math.log(2 * math.pi * s**2) / 2), "taken once"),
    (with_pixels(lambda x, x_hat, s: pixels(x, x_hat, s).sum(1) * 2
                 + square(x, x_hat).sum(1) / (2 * s**2)), "twice too large"),
    (with_pixels(lambda x, x_hat, s: pixels(x, x_hat, s).sum(1)
                 - square(x, x_hat).sum(1) / (2 * s**2)), "not by 2 s²"),
    (with_pixels(lambda x, x_hat, s: pixels(x, x_hat, s).sum(1)
                 + square(x, x_hat).sum(1) / s**2), "a minus"),
    (with_pixels(lambda x, x_hat, s: -square(x, x_hat).sum(1)), "plain squared error"),
    (with_pixels(lambda x, x_hat, s: pixels(x, x_hat, s**2).sum(1)), "s² was given"),
    (with_pixels(lambda x, x_hat, s: pixels(x, x_hat, s**0.5).sum(1)), "root of s"),
    (lambda x, x_hat, s, m, v: pixels(x, x_hat, s).mean(1) - terms(m, v).mean(1), "Both terms"),
    (lambda x, x_hat, s, m, v: terms(m, v).sum(1) - square(x, x_hat).sum(1) / (2 * s**2),
     "Two things"),
    (with_kl(lambda m, v: terms(m, v).mean(1)), "averaged over the latents"),
    (with_kl(lambda m, v: terms(m, v).sum(1).mean().expand(4)), "averaged over the images"),
    (with_kl(lambda m, v: 2 * terms(m, v).sum(1)), "½"),
    (with_kl(lambda m, v: terms(m, v).sum(1) / 784), "counts latents"),
    (with_kl(lambda m, v: terms(m, 2 * v).sum(1)), "used as sigma"),
    (with_kl(lambda m, v: 0.5 * (v.exp() - 1 - v).sum(1)), "mu² is missing"),
    (with_kl(lambda m, v: 0.5 * (m**2 + v.exp() - v).sum(1)), "−1"),
    (with_kl(lambda m, v: 0.5 * (m**2 + v.exp() - 1).sum(1)), "logvar is missing"),
    (with_kl(lambda m, v: 0.5 * (m**2 + (v / 2).exp() - 1 - v).sum(1)), "sigma² belongs: sigma²"),
    (with_kl(lambda m, v: 0.5 * (m**2 + v.exp() - 1 - v / 2).sum(1)), "log sigma² belongs"),
    (with_kl(lambda m, v: 0.5 * (m + v.exp() - 1 - v).sum(1)), "mu² belongs"),
    (with_kl(lambda m, v: 0.5 * (m**2 + v.exp() - 1 + v).sum(1)), "sign of logvar"),
])
def test_the_elbo_of_gaussian_pixels_names_the_usual_mistakes(function, word):
    verdict = check.gaussian_elbo(function)
    assert verdict.ok is False and word in verdict.text, verdict
