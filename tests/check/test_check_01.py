"""The checks of notebook 01: a reason for every usual mistake."""

import math

import pytest
import torch

from helpers import check, data


def test_a_prediction_gets_its_reason():
    assert check.range_of_twenty(None).ok is None
    assert check.range_of_twenty("b").ok is True
    assert "if everybody were inside" in check.range_of_twenty("a").text
    assert "one person outside" in check.range_of_twenty("c").text
    assert "letters a, b, c" in check.range_of_twenty("maybe").text


def test_the_spread_around_a_wrong_mean():
    height = data.heights().height
    best = (height - 160).square().mean().sqrt().item()
    assert check.best_sigma(None).ok is None
    assert check.best_sigma(round(best, 1)).ok is True
    assert check.best_sigma(torch.tensor(best)).ok is True
    for answer in (best - 0.09, best + 0.09, 13.1, 13.2):  # asked for to 0.1 cm
        assert check.best_sigma(answer).ok is True, answer
    assert "smaller sigma" in check.best_sigma(best + 0.11).text
    assert "variance" not in check.best_sigma(60).text  # its root is no better guess than others
    wrong = {height.std().item(): "data's own mean", best**2: "variance", 5: "larger sigma",
             30: "smaller sigma", -1: "above 0", "9": "above 0"}
    for answer, reason in wrong.items():
        verdict = check.best_sigma(answer)
        assert verdict.ok is False and reason in verdict.text, (answer, verdict)


def each(x, mu, sigma):
    z = (x[:, None] - mu) / sigma
    return -0.5 * z**2 - sigma.log() - 0.5 * math.log(2 * math.pi)


@pytest.mark.parametrize(
    ("function", "reason"),
    [
        (lambda x, pi, mu, s: each(x, mu, s).logsumexp(1), "weights pi are missing"),
        (lambda x, pi, mu, s: (pi * each(x, mu, s)).sum(1), "averages the logs"),
        (lambda x, pi, mu, s: -(pi.log() + each(x, mu, s)).logsumexp(1), "sign is turned"),
        (lambda x, pi, mu, s: (pi * each(x, mu, s).exp()).sum(1), "density p itself"),
        (lambda x, pi, mu, s: (pi.log() + each(x, mu, s.sqrt())).logsumexp(1), "as a variance"),
        (lambda x, pi, mu, s: (pi.log() + each(x, mu, s) + s.log()).logsumexp(1), "−log sigma"),
        (lambda x, pi, mu, s: (pi + each(x, mu, s)).logsumexp(1), "added to logs"),
        (lambda x, pi, mu, s: (pi * each(x, mu, s).exp()).sum(1).log(), "use logsumexp"),
        (lambda x, pi, mu, s: ((pi * each(x, mu, s).exp()).sum(1) + 1e-12).log(), "at x = 200"),
        (lambda x, pi, mu, s: each(x, mu, s), "shape (5,)"),
        (lambda x, pi, mu, s: 0.3, "a tensor of shape"),
        (lambda x, pi, mu, s: x @ pi, "stopped with RuntimeError"),
        (lambda x, pi, mu, s: x * 0, "At x = 5.5 log p is"),
    ],
)
def test_a_wrong_mixture_gets_its_reason(function, reason):
    verdict = check.mixture_log_prob(function)
    assert verdict.ok is False and reason in verdict.text, verdict


def test_the_mixture_by_logaddexp_is_right_too():
    def by_pairs(x, pi, mu, sigma):
        terms = pi.log() + each(x, mu, sigma)
        return torch.logaddexp(torch.logaddexp(terms[:, 0], terms[:, 1]), terms[:, 2])

    assert check.mixture_log_prob(by_pairs).ok is True
    assert check.mixture_log_prob(lambda *a: None).ok is None
