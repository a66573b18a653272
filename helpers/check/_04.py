"""Checks of notebook 04: the GAN's value function."""

import math

import torch
from torch.nn import functional as F

from helpers.check.answer import call, gradient, number, scalar
from helpers.check.verdict import NOT_TRIED, Verdict, agree, choice, mistaken, right, wrong


def value_far_away(answer) -> Verdict:
    """V(D*, G) where data and fakes don't meet."""
    return choice(answer, {
        "a": "That is the value where nobody can tell real from fake. Here D always can.",
        "b": "Yes: log 1 on the data and log(1 − 0) on the fakes. The game's ceiling.",
        "c": "It would be, if D called a real thing fake. The best D never does here.",
    }, "b")


def mean_for_value(m) -> Verdict:
    """m such that the best D between N(0, 1) and N(m, 1) reaches V = −1, to 0.01."""
    if m is None:
        return NOT_TRIED
    m, verdict = number(m, "give a number above 0 (and below 20)", lambda m: 0 < m < 20, "m")
    if verdict:
        return verdict
    x = torch.linspace(-15, 35, 50_001, dtype=torch.float64)
    p, q = (torch.distributions.Normal(mean, 1.0).log_prob(x).exp() for mean in (0.0, m))
    best = (p / (p + q)).nan_to_num(0.5).clamp(1e-12, 1 - 1e-12)
    value = torch.trapezoid(torch.xlogy(p, best) + torch.xlogy(q, 1 - best), x).item()
    if abs(value + 1) <= 0.01:
        return right(f"V = {value:.3f} at m = {m:.3g}. In JS: (V + log 4) / 2 = "
                     f"{(value + math.log(4)) / 2:.3f} nats of at most {math.log(2):.3f}.")
    way = "farther apart" if value < -1 else "nearer together"
    return wrong(f"V = {value:.3f} at m = {m:.3g}: move the two {way}.")


def generator_loss(function) -> Verdict:
    """Logits (B, 1) → the non-saturating loss, a number, finite with its gradient at −200."""
    logits = torch.tensor([[-2.0], [0.5], [3.0], [-0.3]], requires_grad=True)
    value, verdict = call(function, logits)
    if verdict:
        return verdict
    found, verdict = scalar(value, "Average over the batch: one number, .mean().")
    if verdict:
        return verdict
    truth = F.softplus(-logits)
    mistakes = [
        (truth.sum(), "Summed over the batch: the learning rate would depend on its size. Mean."),
        (-truth.mean(), "The sign is turned: G would help D. Minimise −log D."),
        (-F.softplus(logits).mean(), "That is log(1 − D), which saturates at D → 0."),
        (F.softplus(logits).mean(), "That is D's own loss on fakes, −log(1 − D): G wants −log D."),
        (-logits.mean(), "That is the Wasserstein loss, without the logarithm (notebook 08)."),
        (-logits.clamp(1e-6).log().mean(), "Logits are not probabilities: log σ(s), not log s."),
    ]
    if not agree(found, truth.mean(), atol=1e-5):
        return mistaken(found, mistakes, atol=1e-4) or wrong(
            f"For logits −2, 0.5, 3, −0.3 the loss is {truth.mean():.4f}; yours is {found:.4f}.")
    stuck = "The number is right, but no gradient reaches the logits: don't detach, no .item()."
    slope, verdict = gradient(value, logits, stuck)
    if verdict:
        return verdict
    if not agree(slope, torch.autograd.grad(truth.mean(), logits)[0], atol=1e-4):
        return wrong("The number is right, its gradient is not: is a part of it detached?")
    far = torch.tensor([[-200.0]], requires_grad=True)
    loss, verdict = call(function, far)
    if verdict:
        return verdict
    wanted = "it should be 200 with gradient −1: use softplus or logsigmoid, not log of sigmoid."
    found, verdict = scalar(loss, "For one logit, too: one number, .mean().",
                            f"At a logit of −200 your loss is {{}}; {wanted}")
    if verdict is None:
        slope, verdict = gradient(loss, far, stuck)
    if verdict:
        return verdict
    if not agree(slope, torch.tensor([[-1.0]]), atol=1e-3) or not abs(found - 200) < 0.1:
        return wrong(f"At a logit of −200 your loss is {found:.3g} with gradient "
                     f"{slope.item():.3g}; {wanted}")
    return right("Full gradient where D is sure of a fake: that is the point of this loss.")
