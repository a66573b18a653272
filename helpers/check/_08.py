"""Checks of notebook 08: the GAN family."""

import math

import torch

from helpers.check.answer import call, number, scalar
from helpers.check.verdict import NOT_TRIED, Verdict, agree, choice, mistaken, right, wrong


def steeper_critic(answer) -> Verdict:
    """What the best critic with slope at most 3 answers to boxes that lie 5 apart."""
    return choice(answer, {
        "a": "That is W1, the best with slope at most 1; this critic may climb three times as "
             "fast.",
        "b": "Yes: three times W1. The bound sets the unit, and G's push grows with it.",
        "c": "Without any bound it would be; with slope at most 3 it climbs 3 a unit.",
    }, "b")


def strength_for_error(strength) -> Verdict:
    """The smallest whole λ with which boxes 3 apart are measured to 1 %: d / (2λ) = 0.01."""
    if strength is None:
        return NOT_TRIED
    strength, verdict = number(strength, "give a number above 0 (up to 1,000,000)",
                               lambda s: 1e-6 <= s <= 1e6, "strength")
    if verdict:
        return verdict

    def is_near(other: float) -> bool:
        return math.isclose(strength, other, rel_tol=1e-4)

    if is_near(150):  # a computed one is rounded, in single precision perhaps
        return right("d / (2λ) = 3 / 300 = 1 %: the penalty must outweigh the distance.")
    if is_near(300):
        return wrong("Twice too strong: the derivative of (s − 1)² has a factor 2.")
    if is_near(15):
        return wrong("That makes 10 %: one per cent is 0.01.")
    if is_near(50):
        return wrong("The overshoot grows with d: put d = 3 into d / (2λ), not 1.")
    found = 3 / (2 * strength)
    return wrong(f"With λ = {strength:g} the critic overshoots by d / (2λ) = {found:.2%}: "
                 f"{'too much' if found > 0.01 else 'less than asked for'}.")


class _Bowl(torch.nn.Module):
    """x (B, C, 4, 4) → weight · Σ x² / 2, whose gradient at x is weight · x."""

    START = 0.3

    def __init__(self):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.tensor(self.START))

    def forward(self, x):
        return self.weight * x.square().flatten(1).sum(1, keepdim=True) / 2


def slope_penalty(function) -> Verdict:
    """D, real, fake, u → mean (|∇D(x)| − 1)² at x = u · fake + (1 − u) · real."""
    verdict = _penalty_in(1, function)
    if verdict.ok:  # in colour too, where one length a channel is another number
        return _penalty_in(3, function)
    return verdict


def _penalty_in(channels: int, function) -> Verdict:
    """The verdict on pictures of so many channels."""
    fixed = torch.Generator().manual_seed(0)  # the notebook's own draws stay as they are
    D, shape = _Bowl(), (6, channels, 4, 4)
    real, fake = (mean + torch.randn(shape, generator=fixed) for mean in (1, 0))
    u = torch.rand(6, 1, 1, 1, generator=fixed)
    value, verdict = call(function, D, real, fake, u)
    if verdict:
        return verdict
    found, verdict = scalar(value, "Average over the batch: one number.")
    if verdict:
        return verdict

    def gradients(x):
        return (_Bowl.START * x).flatten(1)

    def norms(x):
        return gradients(x).norm(dim=1)

    between = (u * fake + (1 - u) * real).detach()
    slopes, whole = norms(between), gradients(between)
    truth = (slopes - 1).square().mean()
    mistakes = [
        ((norms(u * real + (1 - u) * fake) - 1).square().mean(),
         "The mixture is turned: u is the share of the fake here."),
        ((norms(real) - 1).square().mean(),
         "That is the gradient at the real ones: mix them with u."),
        ((norms(fake) - 1).square().mean(), "That is the gradient at the fakes: mix them with u."),
        ((slopes.square() - 1).square().mean(),
         "The root is missing: the length of the gradient, not its square, should be 1."),
        (slopes.square().mean(), "That pulls the length to 0; here it should be 1."),
        ((slopes - 1).mean(), "Square the gap, or steep and flat places cancel."),
        ((slopes - 1).square().sum(), "Summed over the batch: the mean, or λ depends on its size."),
        ((whole.norm() - 1).square(), "One length for the whole batch: each picture has its own."),
        ((whole.abs() - 1).square().mean(),
         "The length is taken over all pixels of a picture, not pixel by pixel."),
        ((slopes / len(real) - 1).square().mean(),
         "D(x).mean() makes each gradient too small, by the size of the batch: take D(x).sum()."),
        (10 * truth, "λ is put in later: without the 10."),
        ((slopes - 1).clamp_min(0).square().mean(),
         "That is the one-sided penalty; here lengths below 1 pay too."),
    ]
    if channels > 1:
        each = whole.view(6, channels, -1).norm(dim=2)
        mistakes.append(((each - 1).square().mean(), "Right in grey, but in colour that is one "
                         "length a channel: a picture has one, over all its channels and pixels."))
    if not agree(found, truth, rtol=1e-4):
        return mistaken(found, mistakes, rtol=1e-4) or wrong(
            f"With pictures {shape} the penalty is {truth.item():.3f}; yours is {found:.3f}.")
    # 2 (|∇D| − 1) |x| in the mean: how the penalty changes with D's weight
    slope = (2 * (slopes - 1) * slopes / _Bowl.START).mean()
    if value.requires_grad:
        _, verdict = call(lambda: (value.backward(), 0)[1])
    if verdict or D.weight.grad is None or not agree(D.weight.grad, slope, rtol=1e-3):
        return wrong("The number is right, but D can't learn from it: create_graph=True.")
    return right("One length a picture, held near 1, and D learns from it.")
