"""The checks of notebook 01: a reason for every usual mistake."""

import numpy as np
import pytest
import torch

from helpers import check, data


def test_a_prediction_gets_its_reason():
    assert check.narrow_kernel(None).ok is None
    assert check.narrow_kernel("c").ok is True
    assert "measured to a millimetre" in check.narrow_kernel("a").text
    assert "changes the curve" in check.narrow_kernel("b").text
    assert "letters a, b, c" in check.narrow_kernel("maybe").text


def test_the_scale_of_absolute_errors():
    height = data.heights().height
    best = (height - 160).abs().mean().item()
    squared = (height - 160).square().mean().sqrt().item()
    assert check.best_scale(None).ok is None
    for answer in (round(best, 1), torch.tensor(best), best - 0.09, best + 0.09,  # to 0.1 cm
                   np.float32(best + 0.05), np.array([best])):
        assert check.best_scale(answer).ok is True, answer
    assert "derivative" in check.best_scale(best + 0.11).text
    wrong = {squared: "mean squared distance", squared / 2**0.5: "2b²",
             (height - height.median()).abs().mean().item(): "data's own centre",
             height.std().item(): "data's own mean", 6: "Another b", 30: "Another b",
             (height - height.mean()).abs().mean().item(): "data's own centre",
             (height - 160).mean().item(): "with its sign",
             (height - 160).abs().median().item(): "the median of", best / 2: "half of it",
             -1: "above 0", "9": "above 0"}
    for answer, reason in wrong.items():
        verdict = check.best_scale(answer)
        assert verdict.ok is False and reason in verdict.text, (answer, verdict)


def laplace(x, b):
    return -torch.log(2 * b) - (x - 160).abs() / b


def normal(x, b):
    return -torch.log((2 * torch.pi) ** 0.5 * b) - (x - 160) ** 2 / (2 * b ** 2)


@pytest.mark.parametrize(
    ("function", "reason"),
    [
        (normal, "still the normal's"),
        (lambda x, b: -(x - 160).abs() / b, "integrate to 1"),
        (lambda x, b: -torch.log(b) - (x - 160).abs() / b, "1 / (2b)"),
        (lambda x, b: -torch.log(2 * b) - (x - 160) / b, "absolute value"),
        (lambda x, b: laplace(x, b).exp(), "take its logarithm"),
        (lambda x, b: -torch.log(2 * b) - (x - 160).abs() / (2 * b), "in front only"),
        (lambda x, b: -torch.log((2 * torch.pi) ** 0.5 * b) - (x - 160).abs() / b,
         "front is still the normal's"),
        (lambda x, b: laplace(x - data.heights().height.mean() + 160, b), "data's mean"),
        (lambda x, b: -laplace(x, b), "sign"),
        (lambda x, b: laplace(x, b).mean(), "Return shape (5,)"),
        (lambda x, b: laplace(x - 1, b), "gives"),
        (lambda x, b: x @ b[None, None], "stopped with RuntimeError"),
    ],
)
def test_a_wrong_density_gets_its_reason_though_the_scale_is_right(function, reason):
    height = data.heights().height
    best = (height - 160).abs().mean().item()
    assert check.best_scale(best, laplace).ok is True
    assert check.best_scale(None, function).ok is None
    verdict = check.best_scale(best, function)
    assert verdict.ok is False and reason in verdict.text, verdict


def group(u, pi):
    return (u[:, None] >= pi.cumsum(0)[:-1]).sum(1)


def averaged(u, eps, pi, mu, sigma):
    return (pi * (mu + sigma * eps[:, None])).sum(1)


def three_only(u, eps, pi, mu, sigma):
    k = (u >= 0.625).long() + (u >= 0.875).long()
    return mu[k.clamp_max(len(mu) - 1)] + sigma[k.clamp_max(len(mu) - 1)] * eps


def at_most_three(u, eps, pi, mu, sigma):
    k = (u >= pi[0]).long() + (u >= pi[:2].sum()).long()
    return mu[k.clamp_max(len(mu) - 1)] + sigma[k.clamp_max(len(mu) - 1)] * eps


def closed_ends(u, eps, pi, mu, sigma):
    k = (u[:, None] > pi.cumsum(0)[:-1]).sum(1)
    return mu[k] + sigma[k] * eps


@pytest.mark.parametrize(
    ("function", "reason"),
    [
        (lambda u, e, pi, mu, s: mu[(u * len(pi)).long()] + s[(u * len(pi)).long()] * e,
         "equally often"),
        (lambda u, e, pi, mu, s: mu[group(1 - u, pi)] + s[group(1 - u, pi)] * e, "wrong end"),
        (averaged, "averages the groups"),
        (lambda u, e, pi, mu, s: mu[group(u, pi)], "add sigma times eps"),
        (lambda u, e, pi, mu, s: mu[group(u, pi)] + e, "spread is missing"),
        (lambda u, e, pi, mu, s: mu[group(u, pi)] + s[group(u, pi)].sqrt() * e, "as a variance"),
        (lambda u, e, pi, mu, s: mu[group(u, pi)] + s[group(u, pi)] ** 2 * e, "squared"),
        (lambda u, e, pi, mu, s: mu[group(u, pi)] + s[group(u, pi)] * u, "used twice"),
        (lambda u, e, pi, mu, s: mu[group(e, pi)] + s[group(e, pi)] * u, "swapped"),
        (lambda u, e, pi, mu, s: mu[group(torch.rand_like(u), pi)] + s[0] * e, "Called twice"),
        (lambda u, e, pi, mu, s: group(u, pi), "groups' numbers"),
        (three_only, "not for 2"),
        (at_most_three, "not for 4"),
        (closed_ends, "write ≥"),
        (lambda u, e, pi, mu, s: mu + s * e[:, None], "shape (6,)"),
        (lambda u, e, pi, mu, s: 0.3, "a tensor of shape"),
        (lambda u, e, pi, mu, s: u @ pi, "stopped with RuntimeError"),
        (lambda u, e, pi, mu, s: u * 0, "the person is"),
    ],
)
def test_a_wrong_draw_gets_its_reason(function, reason):
    verdict = check.sample_mixture(function)
    assert verdict.ok is False and reason in verdict.text, verdict


def searched(u, eps, pi, mu, sigma, ends=slice(-1)):
    k = torch.searchsorted(pi.cumsum(0)[ends], u, right=True)
    return mu[k] + sigma[k] * eps


def one_hot(u, eps, pi, mu, sigma):
    end = pi.cumsum(0)
    start, end[-1] = end - pi, 1.0
    inside = ((u[:, None] >= start) & (u[:, None] < end)).to(mu)
    return inside @ mu + (inside @ sigma) * eps


def test_a_draw_by_searchsorted_or_by_one_hot_is_right_too():
    assert check.sample_mixture(searched).ok is True
    assert check.sample_mixture(one_hot).ok is True
    assert check.sample_mixture(lambda *a: None).ok is None


def test_an_end_that_rounds_below_one_is_found():
    verdict = check.sample_mixture(lambda *a: searched(*a, ends=slice(None)))
    assert verdict.ok is False and "rounds to less than 1" in verdict.text
    clamped = check.sample_mixture(lambda u, *rest: searched(u.clamp(max=0.89), *rest))
    assert clamped.ok is False
