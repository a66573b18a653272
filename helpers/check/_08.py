"""Checks of notebook 08: the GAN family."""

import math

import torch

from helpers.check.answer import called, number
from helpers.check.exercise import exercise
from helpers.check.letter import choice
from helpers.check.verdict import NOT_TRIED, Verdict, agree, mistaken, right, wrong


@exercise(
    "“How can a critic measure it?”: the most that a 1-Lipschitz critic can answer is W₁. What is "
    "W₁ of these two boxes?",
    "Take the best 1-Lipschitz critic and multiply its answers by a number. What happens to its "
    "slope, and what to the difference of its two means?")
def steeper_critic(answer) -> Verdict:
    """What the best critic with slope at most 3 answers to boxes that lie 5 apart."""
    return choice(answer, {
        "a": "That is W1, the best with slope at most 1. What may this critic do that such a one "
             "may not?",
        "b": "Yes: three times W1. The bound sets the unit, and G's push grows with it.",
        "c": "Without any bound on its slope it would have none. Here the slope has one: how far "
             "can it climb on its way from one box to the other?",
    }, "b")


@exercise(
    "The question says what the critic earns and pays: s d − λ (s − 1)². It chooses the s at "
    "which this is highest; the distance that it measures is s d.",
    "Differentiate s d − λ (s − 1)² in s and set it to zero: that gives s − 1, which is the "
    "relative error. Put in d = 3, and one per cent as a number.")
def strength_for_error(strength) -> Verdict:
    """The smallest whole λ with which boxes 3 apart are measured to 1 %: d / (2λ) = 0.01."""
    if strength is None:
        return NOT_TRIED
    strength, verdict = number(strength, "give a number above 0 (up to 1,000,000)",
                               lambda s: 1e-6 <= s <= 1e6, "strength_for_error")
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


@exercise(
    "“What does it cost to move one heap onto another?”: on a line, sort both samples and match "
    "them in order. Each direction makes such a line.",
    "Project both clouds on all directions at once, by a matrix product: (N, K), one column for "
    "each direction. Then ask which of the two dimensions holds the points of one line, and sort "
    "along that one.")
def sliced_w1(function) -> Verdict:
    """a, b (N, d), directions (K, d) of length 1 → the mean over them of W₁ of the projections."""
    fixed = torch.Generator().manual_seed(0)  # the notebook's own draws stay as they are
    a = torch.randn(50, 3, generator=fixed)
    b = 2 + 0.5 * torch.randn(50, 3, generator=fixed)
    directions = torch.nn.functional.normalize(torch.randn(8, 3, generator=fixed), dim=1)
    value, verdict = called(function, (a, b, directions), number,
                            "return one number, not NaN or infinity", math.isfinite, "Your result")
    if verdict:
        return verdict
    one, other = a @ directions.T, b @ directions.T  # (50, 8)
    gaps = one.sort(0).values - other.sort(0).values
    truth = gaps.abs().mean()
    mistakes = [
        ((one - other).abs().mean(), "Sort both projections, along the points: the cheapest plan "
                                     "on a line matches them in order."),
        ((one.sort(1).values - other.sort(1).values).abs().mean(),
         "Sorted over the directions: sort over the points, dim 0 of (N, K)."),
        (gaps.mean().abs(), "Gaps of both signs cancel: take each gap's absolute value first."),
        (gaps.square().mean(), "That is W₂², with squared gaps; W₁ has absolute ones."),
        (gaps.square().mean().sqrt(), "That is W₂, the root of squared gaps; W₁ has absolute "
                                      "ones."),
        (gaps.abs().sum(), "Summed over points and directions: average over both."),
        (gaps.abs().mean(0).sum(), "Summed over the directions: average over them, too."),
        (gaps.abs().sum(0).mean(), "Summed over the points: average over them, too."),
        (gaps.abs().mean(0).max(), "That is the largest of all directions (max-sliced W₁): "
                                   "average over them."),
        ((a.sort(0).values - b.sort(0).values).abs().mean(),
         "That sorts the coordinates themselves: project on the directions first."),
        (torch.cdist(a, b).mean(), "That is the mean distance of all pairs, no plan."),
    ]
    if not agree(value, truth, rtol=1e-4):
        return mistaken(value, mistakes, rtol=1e-4) or wrong(
            f"For these two clouds of 50 points in 3 dimensions it is {truth:.3f}; yours is "
            f"{value:.3f}.")
    same, verdict = called(function, (a, a.flip(0), directions), number,
                           "return one number, not NaN or infinity", math.isfinite, "Your result")
    if verdict or abs(same) > 1e-4:
        return verdict or wrong("Right for these clouds, but a cloud has distance 0 from itself "
                                f"in another order; yours is {same:.3f}: use the arguments.")
    return right("Each line sees a shadow of both clouds, and W₁ there is one sort. It is at most "
                 "W₁ itself, since a projection shortens every way.")
