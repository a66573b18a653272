"""Checks of notebook 04: the GAN's value function."""

import math

import torch
from torch.nn import functional as F

from helpers.check.answer import call, number
from helpers.check.exercise import exercise
from helpers.check.letter import choice
from helpers.check.verdict import NOT_TRIED, Verdict, agree, mistaken, right, wrong


@exercise(
    "“What do the two players play for?”: V has two terms, one over the data, one over the fakes. "
    "Only the second one moved overnight.",
    "By “Which discriminator is best”, D* = p / (p + q). Write down what yesterday's D says at a "
    "place where there are data and no fakes. Today's fakes lie there: put that D into both "
    "terms.")
def old_discriminator(answer) -> Verdict:
    """V(D, G) of a D that was the best against fakes that the data never met; now q = p."""
    return choice(answer, {
        "a": "That is V of the best D against the new fakes. This D still believes in the old "
             "ones: what does it say of a thing that lies among the data?",
        "b": "That was yesterday's value. The data are still called real; what of the fakes, which "
             "now lie among them?",
        "c": "Yes: D = 1 on the data, and now on every fake, so the second term is log 0. A D that "
             "is sure of itself loses everything when the fakes move.",
    }, "c")


@exercise(
    "“And what does the generator minimise then?” computes V(D*, G) for fakes that slide along. "
    "Here you look for the shift at which it is −1.",
    "Put D* = p / (p + q) on a grid of x; the sum of p log D* + q log(1 − D*), times the grid's "
    "step, is V for one m. Do it for m = 1 and m = 2, then halve the interval.")
def mean_for_value(m) -> Verdict:
    """m such that the best D between N(0, 1) and N(m, 1) reaches V = −1, to 0.01."""
    if m is None:
        return NOT_TRIED
    m, verdict = number(m, "give a number above 0 (and below 20)", lambda m: abs(m) < 20,
                        "mean_for_value")
    if verdict:
        return verdict
    if m == 0:
        return wrong("At m = 0 the fakes are as the data, and V is −log 4 = −1.386: move them.")
    x = torch.linspace(-15, 35, 50_001, dtype=torch.float64)
    p, q = (torch.distributions.Normal(mean, 1.0).log_prob(x).exp() for mean in (0.0, abs(m)))
    best = (p / (p + q)).nan_to_num(0.5).clamp(1e-12, 1 - 1e-12)
    value = torch.trapezoid(torch.xlogy(p, best) + torch.xlogy(q, 1 - best), x).item()
    if m < 0:
        return wrong(f"V depends on the distance only: it is {value:.3f} at m = {m:.3g}, too, but "
                     "give a number above 0.")
    if abs(value + 1) <= 0.01:
        return right(f"V = {value:.3f} at m = {m:.3g}. In JS: (V + log 4) / 2 = "
                     f"{(value + math.log(4)) / 2:.3f} nats of at most {math.log(2):.3f}.")
    if abs(value + math.log(2)) <= 0.01:
        return wrong(f"V = {value:.3f} nats is −1 bit: V has natural logarithms.")
    way = "farther apart" if value < -1 else "nearer together"
    return wrong(f"V = {value:.3f} at m = {m:.3g}: move the two {way}.")


@exercise(
    "“And what does the generator minimise then?” ties V(D*, G) to JS: solve its equation for JS. "
    "V itself is two means, one over the real logits, one over the fakes'.",
    "First write V. log D and log(1 − D) as a logarithm of torch.sigmoid are infinite for logits "
    "of ±200; the notebook's loss for D has a stable function for each of them. Give each batch a "
    "mean of its own.")
def js_from_logits(function) -> Verdict:
    """D's logits of real things (N, 1) and of fakes (M, 1) → (V + log 4) / 2, nats; finite at ±200.

    With the best D this is the Jensen–Shannon divergence of the two, with any other less.
    """
    real, fake = torch.tensor([[2.0], [0.5], [3.0]]), torch.tensor([[-1.0], [0.3], [-2.5], [1.2]])
    value, verdict = _number(function, real, fake,
                             "return one finite number, in nats (a mean over each batch)")
    if verdict:
        return verdict
    on_real, on_fake = F.softplus(-real), F.softplus(fake)
    log4, V = math.log(4), -on_real.mean().item() - on_fake.mean().item()
    swapped = -F.softplus(real).mean().item() - F.softplus(-fake).mean().item()
    truth = (V + log4) / 2
    mistakes = [
        (V, "That is V(D, G): JS is (V + log 4) / 2."),
        (-V, "That is D's loss, −V: JS is (V + log 4) / 2."),
        (V + log4, "That is 2 JS: halve it."),
        (V / 2 + log4, "Halve log 4 too: JS is (V + log 4) / 2."),
        ((log4 - V) / 2, "The sign of V is turned: log σ is below 0, and so is V."),
        ((V - log4) / 2, "V is −log 4 + 2 JS: so log 4 is added, not subtracted."),
        ((V + math.log(2)) / 2, "The constant is log 4, two times log 2: each term of V ends "
                                "at log ½."),
        (V / 2, "log 4 is missing: at D = ½ V is −log 4, and JS is 0."),
        ((swapped + log4) / 2, "Real and fake are swapped: real things get the high logits."),
        ((-on_real.sum().item() - on_fake.sum().item() + log4) / 2,
         "Each expectation is a mean over its own batch, not a sum."),
        ((-torch.cat([on_real, on_fake]).mean().item() + log4) / 2,
         "Each expectation is a mean of its own: mean over real plus mean over fakes."),
        ((-2 * torch.cat([on_real, on_fake]).mean().item() + log4) / 2,
         "The two batches differ in size: take the mean of each, and add them."),
        (truth / math.log(2), "These are bits; nats are asked for: natural logarithms."),
        ((-on_real.mean().item() + log4) / 2, "The second term is missing, log(1 − D) of fakes."),
        ((-on_fake.mean().item() + log4) / 2, "The first term is missing, log D of real things."),
        ((-on_real.mean().item() - F.softplus(-fake).mean().item() + log4) / 2,
         "Of fakes V has log(1 − D), which is −softplus(s); yours has log D."),
    ]
    if not agree(value, truth, atol=1e-5):
        return mistaken(value, mistakes, atol=1e-4) or wrong(
            f"For the check's logits V is {V:.4f}, so JS is {truth:.4f}; yours is {value:.4f}.")
    far = torch.tensor([[200.0]])
    for sure, (a, b), best in (("right", (far, -far), math.log(2)),
                               ("wrong", (-far, far), log4 / 2 - 200)):
        wanted = (f"for a D that is surely {sure}, logits of ±200, it should be {best:.3f}: use "
                  "softplus or logsigmoid, not log of sigmoid")
        value, verdict = _number(function, a, b, wanted)
        if verdict:
            return verdict
        if not abs(value - best) < 0.1:
            return wrong(f"Your result is {value:.3g}: {wanted}.")
    return right("A lower bound on JS, tight for the best D: training D measures a divergence.")


def _number(function, real, fake, wanted: str):
    """What the function returns, as a float; or the verdict that says why not."""
    value, verdict = call(function, real, fake)
    return (None, verdict) if verdict else number(value, wanted, math.isfinite, "Your result")
