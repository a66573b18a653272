"""The checks of notebook 05: wrong answers get their reason."""

import pytest

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


@pytest.mark.parametrize(("function", "word"), [
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
