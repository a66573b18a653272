"""The checks of notebook 08: wrong answers get their reason."""

import pytest
import torch

from helpers import check


@pytest.mark.parametrize(("answer", "word"), [("a", "W1"), ("c", "bound"), (15, "letters")])
def test_steeper_critic_answers_each_wrong_letter(answer, word):
    verdict = check.steeper_critic(answer)
    assert verdict.ok is False and word in verdict.text


@pytest.mark.parametrize(("answer", "word"), [
    (300, "factor 2"), (15, "0.01"), (50, "grows with d"), (100, "too much"), (400, "less than"),
    (-1, "above 0"), ("150", "above 0"), (True, "above 0")])
def test_strength_for_error_says_what_is_wrong(answer, word):
    verdict = check.strength_for_error(answer)
    assert verdict.ok is False and word in verdict.text


def slopes(D, x, graph=True):
    x = x.clone().requires_grad_(True)
    return torch.autograd.grad(D(x).sum(), x, create_graph=graph)[0]


def norms(D, x, **options):
    return slopes(D, x, **options).flatten(1).norm(dim=1)


def mixed(real, fake, u):
    return u * fake + (1 - u) * real


@pytest.mark.parametrize(("function", "word"), [
    (lambda D, r, f, u: (norms(D, mixed(f, r, u)) - 1).square().mean(), "turned"),
    (lambda D, r, f, u: (norms(D, r) - 1).square().mean(), "real ones"),
    (lambda D, r, f, u: (norms(D, f) - 1).square().mean(), "at the fakes"),
    (lambda D, r, f, u: (norms(D, mixed(r, f, u)) ** 2 - 1).square().mean(), "root"),
    (lambda D, r, f, u: norms(D, mixed(r, f, u)).square().mean(), "to 0"),
    (lambda D, r, f, u: (norms(D, mixed(r, f, u)) - 1).mean(), "Square"),
    (lambda D, r, f, u: (norms(D, mixed(r, f, u)) - 1).square().sum(), "Summed"),
    (lambda D, r, f, u: (slopes(D, mixed(r, f, u)).norm() - 1).square(), "whole batch"),
    (lambda D, r, f, u: (slopes(D, mixed(r, f, u)).abs() - 1).square().mean(), "all pixels"),
    (lambda D, r, f, u: 10 * (norms(D, mixed(r, f, u)) - 1).square().mean(), "later"),
    (lambda D, r, f, u: (norms(D, mixed(r, f, u)) - 1).relu().square().mean(), "one-sided"),
    (lambda D, r, f, u: (norms(D, mixed(r, f, u), graph=False) - 1).square().mean(),
     "create_graph"),
    (lambda D, r, f, u: (norms(D, mixed(r, f, u)) - 1).square(), "one number"),
    (lambda D, r, f, u: 0.5, "tensor"),
    (lambda D, r, f, u: torch.autograd.grad(D(r).sum(), r)[0], "stopped"),
])
def test_slope_penalty_names_the_usual_mistakes(function, word):
    verdict = check.slope_penalty(function)
    assert verdict.ok is False and word in verdict.text, verdict
