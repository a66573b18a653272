"""The checks of notebook 08: wrong answers get their reason."""

import pytest
import torch

from helpers import check, nets


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
    (lambda D, r, f, u: (slopes(D, mixed(r, f, u)).flatten(2).norm(dim=2) - 1).square().mean(),
     "one length a channel"),
    (lambda D, r, f, u: (norms(lambda x: D(x).mean(), mixed(r, f, u)) - 1).square().mean(),
     "D(x).mean()"),
    (lambda D, r, f, u: torch.autograd.grad(D(mixed(r, f, u)).sum(), mixed(r, f, u))[0],
     "stopped"),
    (lambda D, r, f, u: torch.autograd.grad(D(r).sum(), r)[0], "x.requires_grad_(True)"),
    (lambda D, r, f, u: (norms(D, mixed(r, f, u)) - 1).square(), "one number"),
    (lambda D, r, f, u: 0.5, "tensor"),
    (lambda D, r, f, u: torch.autograd.grad(D(r).sum(), r)[0], "stopped"),
])
def test_slope_penalty_names_the_usual_mistakes(function, word):
    verdict = check.slope_penalty(function)
    assert verdict.ok is False and word in verdict.text, verdict


@pytest.mark.parametrize("shape", [(4, 1, 5, 5), (4, 3, 5, 5), (2, 4, 2), (5, 4, 1)])
def test_the_notebooks_own_penalty_takes_one_length_a_picture_or_a_point(shape):
    """A D whose gradient has length 1 everywhere pays nothing, in colour too; of length 3, 4."""
    penalty = nets.definitions("08_gan_family", "step-code")["slope_penalty"]
    real, fake = torch.randn(2, *shape)
    away = torch.randn(1, *shape[1:]) if len(shape) == 4 else torch.randn(*shape[:1], 1, shape[-1])
    away = away / away.flatten(1).norm(dim=1).view(-1, *[1] * (len(shape) - 1))
    assert penalty(lambda x: away * x, real, fake).item() == pytest.approx(0, abs=1e-6)
    assert penalty(lambda x: 3 * away * x, real, fake).item() == pytest.approx(4, abs=1e-5)
