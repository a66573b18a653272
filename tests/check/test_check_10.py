"""The checks of notebook 10: wrong answers get their reason."""

import pytest

from helpers import check


@pytest.mark.parametrize(("answer", "word"), [("b", "may not fit"), ("c", "49"), (3, "letters")])
def test_cooler_pen_answers_each_wrong_letter(answer, word):
    verdict = check.cooler_pen(answer)
    assert verdict.ok is False and word in verdict.text


@pytest.mark.parametrize(("t", "word"), [
    (0.1, "mean square"), (0.9, "ᾱ itself"), (0.75, "datum"), (0.316, "their sum"),
    (0.333, "sum of both"), (0.684, "divided"), (0.4, "smaller"), (0.2, "larger"),
    (1.5, "between"), (0, "between"), ("0.25", "string"), (True, "between")])
def test_matching_time_says_what_is_wrong(t, word):
    verdict = check.matching_time(t)
    assert verdict.ok is False and word in verdict.text, verdict


def test_matching_time_takes_two_decimals():
    assert check.matching_time(0.25).ok is True and check.matching_time(0.2501).ok is True


def at_the_end(u, x, t, h):
    return u(x - h * u(x, t), t - h)


@pytest.mark.parametrize(("function", "word"), [
    (lambda u, x, t, h: x - h * u(x, t), "Euler"),
    (lambda u, x, t, h: x - h * at_the_end(u, x, t, h), "Only"),
    (lambda u, x, t, h: x - h * (u(x, t) + at_the_end(u, x, t, h)), "averaged"),
    (lambda u, x, t, h: x + h * (u(x, t) + at_the_end(u, x, t, h)) / 2, "runs down"),
    (lambda u, x, t, h: x - h * (u(x, t) + u(x - h * u(x, t), t)) / 2, "its time"),
    (lambda u, x, t, h: x - h * (u(x, t) + u(x, t - h)) / 2, "arrives"),
    (lambda u, x, t, h: x - h * (u(x, t) + u(x + h * u(x, t), t + h)) / 2, "wrong way"),
    (lambda u, x, t, h: x - h * (u(x, t) + u(x - h * u(x, t), t + h)) / 2, "t + h"),
    (lambda u, x, t, h: x - h * u(x - h * u(x, t) / 2, t - h / 2), "midpoint"),
    (lambda u, x, t, h: (u(x, t) + at_the_end(u, x, t, h)) / 2, "mean velocity"),
    (lambda u, x, t, h: x, "unchanged"),
    (lambda u, x, t, h: x * 3, "Not this"),
    (lambda u, x, t, h: x[0], "shape"),
    (lambda u, x, t, h: x.unknown, "AttributeError"),
])
def test_heun_step_names_the_usual_mistakes(function, word):
    verdict = check.heun_step(function)
    assert verdict.ok is False and word in verdict.text, verdict
