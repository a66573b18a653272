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


def put(x_s, there, known):
    return known * there + (1 - known) * x_s


def noised(x, b, e):
    return b.sqrt() * x + (1 - b).sqrt() * e


@pytest.mark.parametrize(("function", "word"), [
    (lambda x, real, known, b, e: put(x, real, known), "goes back clean"),
    (lambda x, real, known, b, e: put(x, noised(real, b, e), 1 - known), "exchanged"),
    (lambda x, real, known, b, e: put(x, b * real + (1 - b) * e, known), "square roots"),
    (lambda x, real, known, b, e: put(x, noised(real, 1 - b, e), known), "√b belongs"),
    (lambda x, real, known, b, e: put(x, real + (1 - b).sqrt() * e, known), "scaled by √b"),
    (lambda x, real, known, b, e: put(x, b.sqrt() * real, known), "missing"),
    (lambda x, real, known, b, e: put(x, real + e, known), "Both parts"),
    (lambda x, real, known, b, e: known * noised(real, b, e), "is lost"),
    (lambda x, real, known, b, e: known * noised(real, b, e) + x, "must go"),
    (lambda x, real, known, b, e: noised(real, b, e), "there x_s stays"),
    (lambda x, real, known, b, e: put(e, noised(real, b, e), known), "made it"),
    (lambda x, real, known, b, e: x, "unchanged"),
    (lambda x, real, known, b, e: put(x, noised(real, b, torch.randn_like(x)), known),
     "Two calls differ"),
    (lambda x, real, known, b, e: x + 1, "away on average"),
    (lambda x, real, known, b, e: 0.0, "shape"),
    (lambda x, real, known, b, e: x.missing, "stopped"),
])
def test_keep_known_names_the_usual_mistakes(function, word):
    verdict = check.keep_known(function)
    assert verdict.ok is False and word in verdict.text, verdict
