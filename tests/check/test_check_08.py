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
    (-1, "above 0"), ("150", "string"), (True, "above 0")])
def test_strength_for_error_says_what_is_wrong(answer, word):
    verdict = check.strength_for_error(answer)
    assert verdict.ok is False and word in verdict.text


def gaps(a, b, w):
    return (a @ w.T).sort(0).values - (b @ w.T).sort(0).values


@pytest.mark.parametrize(("function", "word"), [
    (lambda a, b, w: (a @ w.T - b @ w.T).abs().mean(), "Sort both"),
    (lambda a, b, w: ((a @ w.T).sort(1).values - (b @ w.T).sort(1).values).abs().mean(),
     "over the points, dim 0"),
    (lambda a, b, w: gaps(a, b, w).mean().abs(), "cancel"),
    (lambda a, b, w: gaps(a, b, w).square().mean(), "W₂²"),
    (lambda a, b, w: gaps(a, b, w).square().mean().sqrt(), "the root"),
    (lambda a, b, w: gaps(a, b, w).abs().sum(), "points and directions"),
    (lambda a, b, w: gaps(a, b, w).abs().mean(0).sum(), "over the directions"),
    (lambda a, b, w: gaps(a, b, w).abs().sum(0).mean(), "over the points"),
    (lambda a, b, w: gaps(a, b, w).abs().mean(0).max(), "max-sliced"),
    (lambda a, b, w: (a.sort(0).values - b.sort(0).values).abs().mean(), "project"),
    (lambda a, b, w: torch.cdist(a, b).mean(), "all pairs"),
    (lambda a, b, w: gaps(a, b, w).abs().mean() + 1, "yours is"),
    (lambda a, b, w: 0 * a.mean() + gaps(torch.randn(50, 3, generator=torch.Generator()
     .manual_seed(0)), b, w).abs().mean() if b.mean() > 1 else a.norm(), "from itself"),
    (lambda a, b, w: gaps(a, b, w), "one number"),
    (lambda a, b, w: a.unknown, "AttributeError"),
])
def test_sliced_w1_names_the_usual_mistakes(function, word):
    verdict = check.sliced_w1(function)
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
