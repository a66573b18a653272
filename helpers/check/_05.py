"""Checks of notebook 05: DCGAN."""

import math

import torch

from helpers.check.answer import called, number
from helpers.check.exercise import exercise
from helpers.check.letter import choice
from helpers.check.verdict import NOT_TRIED, Verdict, mistaken, right, wrong


@exercise(
    "“How good are they?”: what does each of the three numbers look at? One made picture after "
    "the other, the real digits one by one, or the set as a whole?",
    "Suppose one good picture is replaced by a copy of another good one. Ask of each of the three "
    "numbers whether it can notice.")
def hundred_pictures(answer) -> Verdict:
    """Which number stays if a generator repeats a hundred good pictures."""
    return choice(answer, {
        "a": "Yes: precision asks each picture whether it is good, and none whether it is new.",
        "b": "Recall asks what share of the real digits lies near some fake: a hundred places "
             "can't be near all.",
        "c": "A hundred pictures have another mean and covariance than ten thousand: run it.",
    }, "a")


@exercise(
    "“How does a picture grow?” and “Checkerboards” say what the stride does, and when every "
    "pixel is printed equally often.",
    "Fix the stride first: it is the factor by which the side grows. Then write down the kernels "
    "that it divides, leave out those whose prints only touch, and solve 27 = stride · (9 − 1) + "
    "kernel − 2 · padding for a whole padding.")
def even_tripling(kernel, stride, padding) -> Verdict:
    """A transposed convolution from side 9 to 27 whose prints overlap, equally often everywhere."""
    if padding is None:
        return NOT_TRIED
    numbers = []
    for name, n in {"kernel": kernel, "stride": stride, "padding": padding}.items():
        n, verdict = number(n, "give three whole numbers, from 0 to 16",
                            lambda n: 0 <= n <= 16, name, whole=True)
        if verdict:
            return verdict
        numbers.append(n)
    kernel, stride, padding = numbers
    if (kernel, stride, padding) == (4, 2, 1):  # as the exercise has them
        return NOT_TRIED
    if stride != 3:
        return wrong("It is the stride that enlarges: to triple it must be 3.")
    if kernel < 3:
        return wrong("The kernel must be at least the stride, or some pixels stay empty.")
    side = 3 * (9 - 1) + kernel - 2 * padding
    if side != 27:
        way = "larger" if side > 27 else "smaller"
        return wrong(f"That makes side 3·8 + {kernel} − 2·{padding} = {side}, not 27: "
                     f"the padding must be {way} (and the kernel odd).")
    if kernel % 3:
        return wrong(f"Side 27, but a checkerboard: in height a pixel lies under {kernel // 3} or "
                     f"{kernel // 3 + 1} prints. The stride must divide the kernel.")
    if kernel == 3:
        return wrong("Side 27 and even, but the prints only touch: they must overlap.")
    return right(f"Side 27, overlapping prints, and {(kernel // 3) ** 2} of them on every inner "
                 "pixel.")


@exercise(
    "“How good are they?” has the formula. With one number in place of 64, Σ is a variance, and "
    "the trace of a number is the number.",
    "Start with the term of the means. Three terms are left under the trace: two variances, and "
    "minus two times the root of their product. Try it on a set and itself: it must give 0.")
def frechet_1d(function) -> Verdict:
    """Samples (N,), (N,) → (μa − μb)² + (σa − σb)²."""
    fixed = torch.Generator().manual_seed(0)  # the notebook's own draws stay as they are
    a, b = (mean + std * torch.randn(1000, generator=fixed) for mean, std in ((2, 0.5), (-1, 1.5)))
    value, verdict = called(function, (a, b), number,
                            "return one number, not NaN or infinity", math.isfinite, "Your result")
    if verdict:
        return verdict
    means, variances = (a.mean() - b.mean()) ** 2, a.var() + b.var()
    truth = means + (a.std() - b.std()) ** 2
    mistakes = [
        (truth.sqrt(), "That is the root of the distance; the formula has none over the whole."),
        (means, "That compares the means only: two sets of different spread would be 'equal'."),
        (means + variances, "The last term is missing: two equal sets must give 0."),
        (means + variances - 2 * a.var() * b.var(),
         "Under the root stands the product of variances: its root is σa·σb."),
        (means + (a.var() - b.var()) ** 2, "Standard deviations, not variances, are subtracted."),
        (means + a.std() + b.std() - 2 * (a.std() * b.std()).sqrt(),
         "The formula's Σ are variances, σ²: use .var()."),
        ((a.mean() - b.mean()).abs() + (a.std() - b.std()) ** 2,
         "The gap of the means is squared."),
        (means + variances - a.std() * b.std(), "The 2 before the root is missing."),
        (means + variances + 2 * a.std() * b.std(), "The root is subtracted: equal sets give 0."),
        (-truth, "The sign is turned: a distance is never below 0."),
    ]
    if abs(value - truth) > 0.005 * truth:
        return mistaken(value, mistakes, rtol=0.002) or wrong(
            f"For N(2, 0.5²) against N(−1, 1.5²) the distance is about {truth:.3f}; yours is "
            f"{value:.3f}.")
    same, verdict = called(function, (a, a.clone()), number,
                           "return one number here too", math.isfinite,
                           "For a set against itself your result")
    if verdict:
        return verdict
    if abs(same) > 1e-3:
        return wrong("A set against itself must give 0.")
    return right("Zero only if mean and spread agree: the same formula, with matrices, is the FID.")
