"""The checks of notebook 07: wrong answers get their reason."""

import pytest
import torch

from helpers import check


@pytest.mark.parametrize(("answer", "word"), [("a", "stretch"), ("c", "charges"), (3, "letters")])
def test_own_decoder_answers_each_wrong_letter(answer, word):
    verdict = check.own_decoder(answer)
    assert verdict.ok is False and word in verdict.text


@pytest.mark.parametrize(("beta", "word"), [
    (0.67, "larger"), (2.5, "larger"), (2.7, "smaller"), (0.48, "49/64"), (-1, "positive"),
    ("2.6", "positive"), (True, "positive")])
def test_half_survive_says_what_is_wrong(beta, word):
    verdict = check.half_survive(beta)
    assert verdict.ok is False and word in verdict.text


def mask(D, M):
    return (torch.arange(M) < M - D[:, None]).float()


@pytest.mark.parametrize(("function", "word"), [
    (lambda u, M, beta: mask((M * u**beta).floor(), M), "power"),
    (lambda u, M, beta: 1 - mask((M * u ** (1 / beta)).floor(), M), "exchanged"),
    (lambda u, M, beta: mask((M * u ** (1 / beta)).floor(), M).flip(1), "head"),
    (lambda u, M, beta: mask(M - (M * u ** (1 / beta)).floor(), M), "counts"),
    (lambda u, M, beta: mask((M * (1 - u) ** (1 / beta)).floor(), M), "1 − u"),
    (lambda u, M, beta: mask((M * u ** (1 / beta)).floor() - 1, M), "One too many"),
    (lambda u, M, beta: mask((M * u ** (1 / beta)).ceil(), M), "floor"),
    (lambda u, M, beta: mask((M * u ** (1 / beta)).floor(), M) / (1 - u[:, None]), "ones and"),
    (lambda u, M, beta: mask((M * u[-1:] ** (1 / beta)).floor(), M).expand(len(u), M), "alike"),
    (lambda u, M, beta: mask((10 * u**2).floor(), 10), "arguments"),
    (lambda u, M, beta: mask((M * u**3).floor(), M), "the last 2 of ten"),
    (lambda u, M, beta: (torch.arange(4 * M).view(4, M) % 3 > 0).float(), "as in dropout"),
    (lambda u, M, beta: 2.0 * (torch.arange(4 * M).view(4, M) % 3 > 0), "as in dropout"),
    (lambda u, M, beta: torch.ones(4, M), "For u = 0.999, M = 10, β = 0.5 the last 9"),
    (lambda u, M, beta: mask((M * u ** (1 / beta)).round(), M), "nearest"),
    (lambda u, M, beta: torch.ones(M), "shape"),
    (lambda u, M, beta: u.unknown, "AttributeError"),
])
def test_tail_mask_names_the_usual_mistakes(function, word):
    verdict = check.tail_mask(function)
    assert verdict.ok is False and word in verdict.text, verdict
