"""Checks of notebook 06: CycleGAN."""

import numpy as np
import torch

from helpers.check.answer import call, gradient, number, scalar, shown
from helpers.check.verdict import NOT_TRIED, Verdict, agree, choice, mistaken, right, wrong


def permuted_emoji(answer) -> Verdict:
    """Which loss objects to a G that draws every emoji perfectly, but the wrong one."""
    return choice(answer, {
        "a": "D sees perfect emoji of the other font, each as often as it should come: there is "
             "nothing to object to.",
        "b": "F undoes the permutation: F(G(a)) is a, to the pixel.",
        "c": "Yes: any one-to-one map passes both. Run on: four clusters show it, and what tells "
             "such maps apart.",
    }, "c")


def strides_for_field(strides) -> Verdict:
    """Strides of 4×4 convolutions, then one of stride 1, so that an answer sees 46 pixels."""
    if strides is None:
        return NOT_TRIED
    if isinstance(strides, (torch.Tensor, np.ndarray)) and strides.ndim == 1:
        strides = tuple(strides)
    wanted = "give a tuple of 1 to 30 ones and twos, such as (2, 2, 1)"
    if not isinstance(strides, (tuple, list)) or not 1 <= len(strides) <= 30:
        return wrong(f"strides is {shown(strides)}: {wanted}.")
    read = [number(s, wanted, (1, 2).__contains__, "A stride", whole=True) for s in strides]
    verdict = next((verdict for _, verdict in read if verdict), None)
    if verdict:
        return verdict
    strides = [s for s, _ in read]
    r = 4
    for s in reversed(strides):
        r = s * r + 4 - s
    if r == 46 and 2 in strides:
        return right(f"46 pixels with {len(strides) + 1} layers: stride 2 doubles what all later "
                     "layers see, so it is cheap to see far.")
    if r == 46:
        return right(f"46 pixels, but it took {len(strides) + 1} layers: each of stride 1 adds "
                     "only 3. With strides of 2, which double, four are enough.")
    return wrong(f"With {tuple(strides)} an answer sees {r} pixels, too "
                 f"{'many' if r > 46 else 'few'}. Going backwards, stride 2 makes 2r + 2 of r, "
                 "stride 1 makes r + 3.")


def cycle_loss(function) -> Verdict:
    """G, F, a, b, lam → λ (mean |F(G(a)) − a| + mean |G(F(b)) − b|)."""
    fixed = torch.Generator().manual_seed(0)  # the notebook's own draws stay as they are
    a, b = (mean + std * torch.randn(2, 3, 8, 8, generator=fixed) for mean, std in ((0, 1), (1, 2)))
    weight = torch.tensor(0.7, requires_grad=True)

    def G(x):
        return weight * x + 0.5

    def F(x):
        return x.abs() - 0.2

    value, verdict = call(function, G, F, a, b)
    if verdict:
        return verdict
    mean = "Average over pictures and pixels: one number, .mean()."
    found, verdict = scalar(value, mean)
    if verdict:
        return verdict
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
         "These are squares: the cycle loss takes the mean absolute difference."),
        (10 * ((G(F(a)) - a).abs().mean() + (F(G(b)) - b).abs().mean()),
         "The order is turned: a goes through G first, and F brings it back."),
        (10 * ((G(a) - a).abs().mean() + (F(b) - b).abs().mean()),
         "That compares a picture with its translation: the way back is missing."),
        (10 * ((G(b) - b).abs().mean() + (F(a) - a).abs().mean()),
         "That is the identity loss: G on what is already in its style."),
        (10 * (there.mean() + back.mean()), "Take the absolute value first, or errors cancel."),
    ]
    if not agree(found, truth, rtol=1e-4):
        return mistaken(found, mistakes, rtol=1e-4) or wrong(
            f"Here the loss is {truth.item():.3f}; yours is {found:.3f}.")
    slope, verdict = gradient(value, weight, "The number is right, but no gradient flows back to "
                              "G: don't detach, no .item().")
    if verdict:
        return verdict
    if not agree(slope, torch.autograd.grad(truth, weight)[0], rtol=1e-3):
        return wrong("The number is right, its gradient in G is not: is a part of it detached?")
    half, verdict = call(function, G, F, a, b, 5.0)
    if verdict is None:
        half, verdict = scalar(half, mean)
    if verdict:
        return verdict
    if not agree(half, truth / 2, rtol=1e-4):
        return wrong("Right for λ = 10, but lam has no effect: use the argument.")
    return right("Both ways round, in L1: without it G may draw any emoji it likes.")
