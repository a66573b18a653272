"""Checks of notebook 05: DCGAN."""

import torch
from torch.nn import functional as F

from helpers.check._verdict import NOT_TRIED, Verdict, call, choice, right, wrong


def perfect_generator(answer) -> Verdict:
    """Where D(x) and D(G(z)) end if G's distribution is the data's."""
    return choice(answer, {
        "a": "That is where fakes are easy to tell: G has lost, and its slopes are gone.",
        "b": "Yes: p/(p + q) with q = p. No D can do better than toss a coin.",
        "c": "Then D would call every fake real, and raising V would pull D(G(z)) down again.",
    }, "b")


def even_doubling(kernel, stride, padding) -> Verdict:
    """A transposed convolution from side 16 to 32 that writes all inner pixels equally often."""
    if padding is None:
        return NOT_TRIED
    numbers = (kernel, stride, padding)
    if not all(isinstance(n, int) and not isinstance(n, bool) and 0 <= n <= 16 for n in numbers):
        return wrong(f"kernel, stride, padding are {numbers}: give three whole numbers up to 16.")
    if stride != 2:
        return wrong("Keep the stride at 2: it is the stride that doubles.")
    if kernel < 2:
        return wrong("The kernel must be at least the stride, or some pixels stay empty.")
    side = stride * (16 - 1) + kernel - 2 * padding
    if side != 32:
        way = "larger" if side > 32 else "smaller"
        return wrong(f"That makes side 2·15 + {kernel} − 2·{padding} = {side}, not 32: "
                     f"the padding must be {way} (or the kernel even).")
    ones = F.conv_transpose2d(torch.ones(1, 1, 16, 16), torch.ones(1, 1, kernel, kernel),
                              stride=stride, padding=padding)[0, 0, kernel:-kernel, kernel:-kernel]
    if ones.unique().numel() != 1:
        return wrong(f"The side is right, but inner pixels are written {ones.min():.0f} to "
                     f"{ones.max():.0f} times: the stride must divide the kernel.")
    return right(f"Side 32, and every inner pixel is written {ones.max():.0f} times.")


def frechet_1d(function) -> Verdict:
    """Samples (N,), (N,) → (μa − μb)² + (σa − σb)²."""
    torch.manual_seed(0)
    a, b = 2 + 0.5 * torch.randn(1000), -1 + 1.5 * torch.randn(1000)
    value, verdict = call(function, a, b)
    if verdict:
        return verdict
    if not isinstance(value, (torch.Tensor, float, int)) or torch.as_tensor(value).numel() != 1:
        return wrong("Return one number.")
    value = float(value)
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
    ]
    if abs(value - truth) > 0.005 * truth:
        for mistake, reason in mistakes:
            if abs(value - mistake) < 0.002 * abs(mistake):
                return wrong(reason)
        return wrong(f"For N(2, 0.5²) against N(−1, 1.5²) the distance is about {truth:.3f}; "
                     f"yours is {value:.3f}.")
    same, verdict = call(function, a, a)
    if verdict or abs(float(same)) > 1e-3:
        return wrong("A set against itself must give 0.")
    return right("Zero only if mean and spread agree: the same formula, with matrices, is the FID.")
