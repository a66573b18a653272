"""The checks of notebook 07: wrong answers get their reason."""

import pytest
import torch

from helpers import check


@pytest.mark.parametrize(("answer", "word"), [("a", "can read"), ("c", "charges"), (3, "letters")])
def test_own_decoder_answers_each_wrong_letter(answer, word):
    verdict = check.own_decoder(answer)
    assert verdict.ok is False and word in verdict.text


@pytest.mark.parametrize(("beta", "word"), [
    (0.67, "larger"), (2.5, "larger"), (2.7, "smaller"), (0.48, "49/64"), (-1, "positive"),
    ("2.6", "string"), ("2.7", "off the quotes"), (True, "positive")])
def test_beta_for_half_says_what_is_wrong(beta, word):
    verdict = check.beta_for_half(beta)
    assert verdict.ok is False and word in verdict.text


def kept(b, M):
    return (torch.arange(M) < b[:, None]).float()


def drawn(u, p):
    return ((1 - u).log() / torch.tensor(1 - p).log()).floor()


@pytest.mark.parametrize(("function", "word"), [
    (lambda u, M, p: 1 - kept(1 + drawn(u, p), M), "exchanged"),
    (lambda u, M, p: kept(1 + drawn(u, p), M).flip(1), "tail"),
    (lambda u, M, p: (1 - kept(1 + drawn(u, p), M)).flip(1), "drops the first"),
    (lambda u, M, p: kept(drawn(u, p), M), "too few"),
    (lambda u, M, p: kept(2 + drawn(u, p), M), "too many"),
    (lambda u, M, p: kept(1 + drawn(1 - u, p), M), "other rows"),
    (lambda u, M, p: kept(1 + drawn(u, 1 - p), M), "not of p"),
    (lambda u, M, p: kept(1 + drawn(u, p), M) / (1 - u[:, None]), "ones and"),
    (lambda u, M, p: kept(1 + drawn(u[-1:], p), M).expand(len(u), M), "alike"),
    (lambda u, M, p: kept(1 + drawn(u, 0.2), M), "arguments"),
    (lambda u, M, p: kept(1 + drawn(u, 0.3), M), "the first 10 of ten"),
    (lambda u, M, p: (torch.arange(4 * M).view(4, M) % 3 > 0).float(), "as in dropout"),
    (lambda u, M, p: 2.0 * (torch.arange(4 * M).view(4, M) % 3 > 0), "as in dropout"),
    (lambda u, M, p: torch.ones(4, M), "For u = 0.05, M = 10, p = 0.2 the first 1"),
    (lambda u, M, p: torch.ones(M), "shape"),
    (lambda u, M, p: u.unknown, "AttributeError"),
])
def test_nested_mask_names_the_usual_mistakes(function, word):
    verdict = check.nested_mask(function)
    assert verdict.ok is False and word in verdict.text, verdict


def test_nested_mask_takes_a_ceiling_for_one_more_than_the_floor():
    assert check.nested_mask(lambda u, M, p: kept(
        ((1 - u).log() / torch.tensor(1 - p).log()).ceil(), M)).ok is True
