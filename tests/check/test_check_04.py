"""The checks of notebook 04: wrong answers get their reason."""

import math

import pytest
import torch
from torch.nn import functional as F

from helpers import check
from tests.check.answers import FUNCTIONS


@pytest.mark.parametrize(("answer", "word"), [
    ("a", "still believes"), ("b", "yesterday"), (1, "letters")])
def test_old_discriminator_answers_each_wrong_letter(answer, word):
    verdict = check.old_discriminator(answer)
    assert verdict.ok is False and word in verdict.text


@pytest.mark.parametrize(("answer", "word"), [
    (0.5, "farther"), (4, "nearer"), (-1, "above 0"), ("far", "above 0")])
def test_mean_for_value_says_which_way(answer, word):
    verdict = check.mean_for_value(answer)
    assert verdict.ok is False and word in verdict.text


def V(real, fake):
    return -F.softplus(-real).mean() - F.softplus(fake).mean()


@pytest.mark.parametrize(("function", "word"), [
    (V, "That is V"),
    (lambda r, f: -V(r, f), "D's loss"),
    (lambda r, f: V(r, f) + math.log(4), "halve it"),
    (lambda r, f: V(r, f) / 2 + math.log(4), "Halve log 4"),
    (lambda r, f: (math.log(4) - V(r, f)) / 2, "sign of V"),
    (lambda r, f: (V(r, f) - math.log(4)) / 2, "not subtracted"),
    (lambda r, f: (V(r, f) + math.log(2)) / 2, "two times log 2"),
    (lambda r, f: V(r, f) / 2, "log 4 is missing"),
    (lambda r, f: (V(f[:3], r) + math.log(4)) / 2, "yours is"),
    (lambda r, f: (V(-r, -f) + math.log(4)) / 2, "swapped"),
    (lambda r, f: (-F.softplus(-r).sum() - F.softplus(f).sum() + math.log(4)) / 2, "not a sum"),
    (lambda r, f: (math.log(4) - torch.cat([F.softplus(-r), F.softplus(f)]).mean()) / 2,
     "a mean of its own"),
    (lambda r, f: (math.log(4) - 2 * torch.cat([F.softplus(-r), F.softplus(f)]).mean()) / 2,
     "differ in size"),
    (lambda r, f: (V(r, f) + math.log(4)) / 2 / math.log(2), "bits"),
    (lambda r, f: (math.log(4) - F.softplus(-r).mean()) / 2, "second term"),
    (lambda r, f: (math.log(4) - F.softplus(f).mean()) / 2, "first term"),
    (lambda r, f: (math.log(4) - F.softplus(-r).mean() - F.softplus(-f).mean()) / 2, "yours has"),
    (lambda r, f: (math.log(4) + r.sigmoid().log().mean() + (1 - f.sigmoid()).log().mean()) / 2,
     "softplus"),
    (lambda r, f: (V(r, f) + math.log(4)).expand(3), "one finite number"),
])
def test_js_from_logits_names_the_usual_mistakes(function, word):
    verdict = check.js_from_logits(function)
    assert verdict.ok is False and word in verdict.text, verdict


def test_js_from_logits_of_the_best_discriminator_is_js():
    """A second way: densities on a grid, by D* = p / (p + q) and by its definition."""
    x = torch.linspace(-12, 14, 20_001, dtype=torch.float64)
    p, q = (torch.distributions.Normal(mean, 1.0).log_prob(x).exp() for mean in (0.0, 1.5))
    m = (p + q) / 2
    js = torch.trapezoid(torch.xlogy(p, p / m) + torch.xlogy(q, q / m), x) / 2
    torch.manual_seed(0)
    real, fake = torch.randn(2, 400_000, 1, dtype=torch.float64)
    fake = fake + 1.5
    logit = [1.5**2 / 2 - 1.5 * s for s in (real, fake)]  # log p − log q
    assert FUNCTIONS["js_from_logits"](*logit).item() == pytest.approx(js.item(), abs=2e-3)
