"""Checks of notebook 05: DCGAN."""

import math

import torch

from helpers.check.answer import call, number
from helpers.check.verdict import NOT_TRIED, Verdict, choice, mistaken, right, wrong


def perfect_generator(answer) -> Verdict:
    """Where D(x) and D(G(z)) end if G's distribution is the data's."""
    return choice(answer, {
        "a": "That is where fakes are easy to tell: G has lost the game, not become perfect.",
        "b": "Yes: p/(p + q) with q = p. No D can do better than toss a coin.",
        "c": "Then D would call every fake real, and raising V would pull D(G(z)) down again.",
    }, "b")


def even_doubling(kernel, stride, padding) -> Verdict:
    """A transposed convolution from side 16 to 32 that writes all inner pixels equally often."""
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
    if stride != 2:
        return wrong("Keep the stride at 2: it is the stride that doubles.")
    if kernel < 2:
        return wrong("The kernel must be at least the stride, or some pixels stay empty.")
    side = stride * (16 - 1) + kernel - 2 * padding
    if side != 32:
        way = "larger" if side > 32 else "smaller"
        return wrong(f"That makes side 2·15 + {kernel} − 2·{padding} = {side}, not 32: "
                     f"the padding must be {way} (or the kernel even).")
    # Side 32 makes the kernel even, 2 · padding + 2, so the stride divides it: each inner pixel
    # lies under kernel / stride stamps in height, and as many in width.
    return right(f"Side 32, and every inner pixel is written {(kernel // 2) ** 2} times.")


def frechet_1d(function) -> Verdict:
    """Samples (N,), (N,) → (μa − μb)² + (σa − σb)²."""
    fixed = torch.Generator().manual_seed(0)  # the notebook's own draws stay as they are
    a, b = (mean + std * torch.randn(1000, generator=fixed) for mean, std in ((2, 0.5), (-1, 1.5)))
    value, verdict = call(function, a, b)
    if verdict is None:
        value, verdict = number(value, "return one number, not NaN or infinity", math.isfinite,
                                "Your result")
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
    same, verdict = call(function, a, a.clone())
    if verdict is None:
        same, verdict = number(same, "return one number here too", math.isfinite,
                               "For a set against itself your result")
    if verdict:
        return verdict
    if abs(same) > 1e-3:
        return wrong("A set against itself must give 0.")
    return right("Zero only if mean and spread agree: the same formula, with matrices, is the FID.")
