"""The checks of notebook 04: wrong answers get their reason."""

import pytest
import torch
from torch.nn import functional as F

from helpers import check


@pytest.mark.parametrize(("answer", "word"), [("a", "nobody"), ("c", "best D"), (1, "letters")])
def test_value_far_away_answers_each_wrong_letter(answer, word):
    verdict = check.value_far_away(answer)
    assert verdict.ok is False and word in verdict.text


@pytest.mark.parametrize(("answer", "word"), [
    (0.5, "farther"), (4, "nearer"), (-1, "above 0"), ("far", "above 0")])
def test_mean_for_value_says_which_way(answer, word):
    verdict = check.mean_for_value(answer)
    assert verdict.ok is False and word in verdict.text


FIXED = torch.tensor([[-2.0], [0.5], [3.0], [-0.3]], requires_grad=True)  # a cell's own logits


@pytest.mark.parametrize(("function", "word"), [
    (lambda s: F.softplus(-s), "one number"),
    (lambda s: F.softplus(-s).sum(), "Summed"),
    (lambda s: -F.softplus(-s).mean(), "sign"),
    (lambda s: -F.softplus(s).mean(), "saturates"),
    (lambda s: F.softplus(s).mean(), "D's own"),
    (lambda s: -s.mean(), "Wasserstein"),
    (lambda s: F.softplus(-s).mean().detach(), "gradient"),
    (lambda s: F.softplus(-s.detach()).mean() + 0 * s.sum(), "its gradient is not"),
    (lambda s: F.softplus(-s.clamp_min(-50)).mean(), "with gradient"),
    (lambda s: F.softplus(-FIXED).mean(), "no gradient reaches"),
    (lambda s: -s.sigmoid().log().mean(), "softplus"),
    (lambda s: 0.7, "tensor"),
    (lambda s: torch.tensor(0.1), "yours is 0.1"),
])
def test_generator_loss_names_the_usual_mistakes(function, word):
    verdict = check.generator_loss(function)
    assert verdict.ok is False and word in verdict.text, verdict
