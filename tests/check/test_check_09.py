"""The checks of notebook 09: wrong answers get their reason."""

import pytest
import torch

from helpers import check


@pytest.mark.parametrize(("answer", "word"), [("a", "chance"), ("b", "784"), (3, "letters")])
def test_comes_back_answers_each_wrong_letter(answer, word):
    verdict = check.comes_back(answer)
    assert verdict.ok is False and word in verdict.text


@pytest.mark.parametrize(("t", "word"), [
    (496, "cosine"), (367, "√ᾱ is one half"), (164, "√(1 − ᾱ)"), (219, "multiplied"),
    (999, "product"), (100, "larger"), (800, "smaller"), (0.258, "whole"), (1000, "whole")])
def test_half_and_half_says_what_is_wrong(t, word):
    verdict = check.half_and_half(t)
    assert verdict.ok is False and word in verdict.text, verdict


def test_half_and_half_takes_the_step_at_which_half_is_gone():
    assert check.half_and_half(258).ok is True


def guess(x, noise, a):
    return (x - (1 - a).sqrt() * noise) / a.sqrt()


@pytest.mark.parametrize(("function", "word"), [
    (lambda x, e, a, b: guess(x, e, a), "guess of x₀"),
    (lambda x, e, a, b: b.sqrt() * guess(x, e, a), "missing"),
    (lambda x, e, a, b: b.sqrt() * (x - (1 - a).sqrt() * e) + (1 - b).sqrt() * e, "divided"),
    (lambda x, e, a, b: b * (x - (1 - a) * e) / a + (1 - b) * e, "square roots"),
    (lambda x, e, a, b: b.sqrt() * guess(x, e, a) + (1 - a).sqrt() * e, "time s"),
    (lambda x, e, a, b: a.sqrt() * guess(x, e, a) + (1 - b).sqrt() * e, "√b"),
    (lambda x, e, a, b: b.sqrt() * guess(x, e, a) + (1 - b).sqrt() * torch.randn_like(x),
     "Two calls differ"),
    (lambda x, e, a, b: b.sqrt() * guess(x, e, a).clamp(-1, 1) + (1 - b).sqrt() * e, "clamp"),
    (lambda x, e, a, b: guess(x, e, a) + (1 - b).sqrt() * e, "by √b"),
    (lambda x, e, a, b: b.sqrt() * (x - (1 - a).sqrt() * e) / a + (1 - b).sqrt() * e, "not by a"),
    (lambda x, e, a, b: b.sqrt() * (x - (1 - a) * e) / a.sqrt() + (1 - b).sqrt() * e,
     "not 1 − a"),
    (lambda x, e, a, b: b * guess(x, e, a) + (1 - b).sqrt() * e, "not by b"),
    (lambda x, e, a, b: b.sqrt() * guess(x, e, a) + (1 - b) * e, "not 1 − b"),
    (lambda x, e, a, b: b.sqrt() * guess(x, -e, a) + (1 - b).sqrt() * e, "take the noise away"),
    (lambda x, e, a, b: b.sqrt() * guess(x, e, a) - (1 - b).sqrt() * e, "added again"),
    (lambda x, e, a, b: x, "unchanged"),
    (lambda x, e, a, b: x + 1, "away on average"),
    (lambda x, e, a, b: 0.0, "shape"),
    (lambda x, e, a, b: x.missing, "stopped"),
])
def test_ddim_step_names_the_usual_mistakes(function, word):
    verdict = check.ddim_step(function)
    assert verdict.ok is False and word in verdict.text, verdict
