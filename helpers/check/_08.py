"""Checks of notebook 08: the GAN family."""

import torch

from helpers.check._verdict import NOT_TRIED, Verdict, call, choice, right, wrong


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
    if isinstance(strength, bool) or not isinstance(strength, (int, float)) or strength <= 0:
        return wrong(f"strength is {strength!r}: give a number above 0.")
    if strength == 150:
        return right("d / (2λ) = 3 / 300 = 1 %: the penalty must outweigh the distance.")
    if strength == 300:
        return wrong("Twice too strong: the slope of (s − 1)² has a factor 2.")
    if strength == 15:
        return wrong("That makes 10 %: one per cent is 0.01.")
    if strength == 50:
        return wrong("The overshoot grows with d: put d = 3 into d / (2λ), not 1.")
    found = 3 / (2 * strength)
    return wrong(f"With λ = {strength:g} the critic overshoots by d / (2λ) = {found:.2%}: "
                 f"{'too much' if found > 0.01 else 'less than asked for'}.")


class _Bowl(torch.nn.Module):
    """x (B, 1, 4, 4) → weight · Σ x² / 2, whose slope at x is weight · x."""

    def __init__(self):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.tensor(0.3))

    def forward(self, x):
        return self.weight * x.square().flatten(1).sum(1, keepdim=True) / 2


def slope_penalty(function) -> Verdict:
    """D, real, fake, u → mean (|∇D(x)| − 1)² at x = u · fake + (1 − u) · real."""
    torch.manual_seed(0)
    D, real, fake = _Bowl(), 1 + torch.randn(6, 1, 4, 4), torch.randn(6, 1, 4, 4)
    u = torch.rand(6, 1, 1, 1)
    value, verdict = call(function, D, real, fake, u)
    if verdict:
        return verdict
    if not isinstance(value, torch.Tensor):
        return wrong(f"Return a tensor, so that backward works; yours is a {type(value).__name__}.")
    if value.numel() != 1:
        return wrong(f"Average over the batch: one number, yours has shape {tuple(value.shape)}.")

    def norms(x):
        return (D.weight * x).flatten(1).norm(dim=1)

    between = u * fake + (1 - u) * real
    slopes, whole = norms(between), D.weight * between
    truth = (slopes - 1).square().mean()
    mistakes = [
        ((norms(u * real + (1 - u) * fake) - 1).square().mean(),
         "The mixture is turned: u is the share of the fake here."),
        ((norms(real) - 1).square().mean(), "That is the slope at the real ones: mix them with u."),
        ((norms(fake) - 1).square().mean(), "That is the slope at the fakes: mix them with u."),
        ((slopes.square() - 1).square().mean(),
         "The root is missing: the length of the slope, not its square, should be 1."),
        (slopes.square().mean(), "That pulls the slope to 0; here it should be 1."),
        ((slopes - 1).mean(), "Square the gap, or steep and flat places cancel."),
        ((slopes - 1).square().sum(), "Summed over the batch: the mean, or λ depends on its size."),
        (((whole.norm() - 1).square()), "One length for the whole batch: each picture has its own."),
        ((whole.abs() - 1).square().mean(),
         "The length is taken over all pixels of a picture, not pixel by pixel."),
        (10 * truth, "λ is put in later: without the 10."),
        ((slopes - 1).clamp_min(0).square().mean(),
         "That is the one-sided penalty; here slopes below 1 pay too."),
    ]
    if not torch.allclose(value, truth, rtol=1e-4):
        for mistake, reason in mistakes:
            if torch.allclose(value, mistake, rtol=1e-4):
                return wrong(reason)
        return wrong(f"Here the penalty is {truth.item():.3f}; yours is {value.item():.3f}.")
    slope, = torch.autograd.grad(truth, D.weight)
    D.weight.grad = None
    _, verdict = call(lambda: (value.backward(), 0)[1])
    if verdict or D.weight.grad is None or not torch.allclose(D.weight.grad, slope, rtol=1e-3):
        return wrong("The number is right, but D can't learn from it: create_graph=True.")
    return right("One slope a picture, its length held near 1, and D learns from it.")
