"""Checks of notebook 06: CycleGAN."""

import torch

from helpers.check._verdict import NOT_TRIED, Verdict, call, choice, right, wrong


def one_for_all(answer) -> Verdict:
    """Which loss objects to a generator that gives the same good picture for every input."""
    return choice(answer, {
        "a": "D looks at one fake at a time, and each of these looks perfectly real.",
        "b": "Yes: one picture can't lead back to 736 different ones.",
        "c": "One of them does: try to write the way back from a single picture.",
    }, "b")


def strides_for_field(strides) -> Verdict:
    """Strides of 4×4 convolutions, then one of stride 1, so that an answer sees 46 pixels."""
    if strides is None:
        return NOT_TRIED
    if not isinstance(strides, (tuple, list)) or not strides or not all(
            s in (1, 2) and not isinstance(s, bool) for s in strides):
        return wrong(f"strides is {strides!r}: give a tuple of ones and twos, such as (2, 2, 1).")
    r = 4
    for s in reversed(strides):
        r = s * r + 4 - s
    if r == 46:
        return right(f"46 pixels with {len(strides) + 1} layers: stride 2 doubles what all later "
                     "layers see, so it is cheap to see far.")
    return wrong(f"With {tuple(strides)} an answer sees {r} pixels, too "
                 f"{'many' if r > 46 else 'few'}. Going backwards, stride 2 makes 2r + 2 of r, "
                 "stride 1 makes r + 3.")


def cycle_loss(function) -> Verdict:
    """G, F, a, b, lam → λ (mean |F(G(a)) − a| + mean |G(F(b)) − b|)."""
    torch.manual_seed(0)
    a, b = torch.randn(2, 3, 8, 8), 1 + 2 * torch.randn(2, 3, 8, 8)
    weight = torch.tensor(0.7, requires_grad=True)

    def G(x):
        return weight * x + 0.5

    def F(x):
        return x.abs() - 0.2

    value, verdict = call(function, G, F, a, b)
    if verdict:
        return verdict
    if not isinstance(value, torch.Tensor):
        return wrong(f"Return a tensor, so that backward works; yours is a {type(value).__name__}.")
    if value.numel() != 1:
        return wrong("Average over pictures and pixels: one number, .mean().")
    there, back = F(G(a)) - a, G(F(b)) - b
    one, two = there.abs().mean(), back.abs().mean()
    truth = 10 * (one + two)
    mistakes = [
        (one + two, "The weight lam is missing."),
        (10 * one, "Only a → b → a: the way b → a → b counts too."),
        (10 * two, "Only b → a → b: the way a → b → a counts too."),
        (5 * (one + two), "The two directions are added, not averaged."),
        (10 * (there.abs().sum() + back.abs().sum()),
         "Summed over pixels: the weight would depend on the size. Mean."),
        (10 * (there.square().mean() + back.square().mean()),
         "Squares blur; the cycle loss is the mean absolute difference."),
        (10 * ((G(F(a)) - a).abs().mean() + (F(G(b)) - b).abs().mean()),
         "The order is turned: a goes through G first, and F brings it back."),
        (10 * ((G(a) - a).abs().mean() + (F(b) - b).abs().mean()),
         "That compares a picture with its translation: the way back is missing."),
        (10 * ((G(b) - b).abs().mean() + (F(a) - a).abs().mean()),
         "That is the identity loss: G on what is already in its style."),
        (10 * (there.mean() + back.mean()), "Take the absolute value first, or errors cancel."),
    ]
    if not torch.allclose(value, truth, rtol=1e-4):
        for mistake, reason in mistakes:
            if torch.allclose(value, mistake, rtol=1e-4):
                return wrong(reason)
        return wrong(f"Here the loss is {truth.item():.3f}; yours is {value.item():.3f}.")
    if not value.requires_grad:
        return wrong("The number is right, but no slope flows back: don't detach, no .item().")
    half, verdict = call(lambda: function(G, F, a, b, 5.0))
    if verdict or not torch.allclose(torch.as_tensor(half), truth / 2, rtol=1e-4):
        return wrong("Right for λ = 10, but lam has no effect: use the argument.")
    return right("Both ways round, in L1: without it G may draw any emoji it likes.")
