"""Checks of notebook 01: distributions."""

import torch
from torch.distributions import Laplace, Normal

from helpers import data
from helpers.check.answer import call, called, number, tensor
from helpers.check.exercise import exercise
from helpers.check.letter import choice
from helpers.check.verdict import NOT_TRIED, Verdict, agree, mistaken, right, wrong


@exercise(
    "A new person scores high where the spike of a seen one stands. So ask where the numbers of "
    "new people can lie: how were these heights written down?",
    "Print height[:20] / 2.54. How many of these are whole or half inches? Then think where the "
    "next person falls who is measured so, and how high the spikes are there.")
def narrow_kernel(answer) -> Verdict:
    """What a kernel of 0.5 cm scores on held-out people whose heights are rounded to inches."""
    return choice(answer, {
        "a": "So it would probably be, had everybody been measured to a millimetre. But how were "
             "these heights written down, and where do the next people's numbers lie?",
        "b": "A sixth of the width changes the curve a great deal: run the next cell and look.",
        "c": "Yes. Most people gave a whole inch, so the held-out numbers fall exactly where seen "
             "ones lie. A high score, and a model of the rounding instead of the people.",
    }, "c")


@exercise(
    "The section “How do we get the parameters?” does it for the normal: write the mean of log p "
    "over the heights, and ask which parameter makes it highest.",
    "First take the logarithm of Laplace's density: one term comes from the factor in front, one "
    "from the exponent, and both hold b. Then differentiate their mean over the heights in b and "
    "set it to zero, or compare the means on a grid of b from 5 to 20.")
def best_scale(b, log_p=None) -> Verdict:
    """The maximum-likelihood scale of a Laplace density of the heights, its centre at 160 cm.

    log_p: the learner's own log density, of x (N,) in cm and a scale, in a tensor; read first.
    """
    if b is None:
        return NOT_TRIED
    if log_p is not None and (verdict := _laplace(log_p)):
        return verdict
    b, verdict = number(b, "give a number above 0, in cm (up to 1,000)",
                        lambda s: 0.001 <= s <= 1000, "best_scale")
    if verdict:
        return verdict
    height = data.heights().height.cpu().double()

    def score(b: float) -> float:
        scale = torch.tensor(b, dtype=torch.float64)
        return Laplace(160, scale).log_prob(height).mean().item()

    def rises(b: float) -> bool:
        return score(b + 1e-4) > score(b)

    def best_within_a_millimetre(b: float) -> bool:  # the top lies between b − 0.1 and b + 0.1
        return rises(max(b - 0.1, 0.001)) and not rises(b + 0.1)

    mine = f"log-likelihood {score(b):.4f} at b = {b:.2f}"
    if best_within_a_millimetre(b):
        return right(f"{mine}, the best to 0.1 cm: the mean absolute error. A normal density "
                     "pays squared errors, this one absolute errors.")
    squared = (height - 160).square().mean().sqrt().item()
    for other, reason in (
        (squared, "That is the root of the mean squared distance, the best spread of a normal."),
        (squared / 2**0.5, "That gives the density the right variance, 2b²; its likelihood asks "
                           "for something else."),
        ((height - height.median()).abs().mean().item(),
         "That is the scale around the data's own centre; here it is fixed at 160."),
        ((height - 160).mean().item(),
         "That is the mean distance with its sign; the density asks for |x − 160|."),
        ((height - 160).abs().median().item(),
         "That is the median of |x − 160|; which mean does the derivative ask for?"),
        ((height - 160).abs().mean().item() / 2,
         "That is half of it: the density has 1 / (2b) in front, and b alone in the exponent."),
        (height.std().item(), "That is the standard deviation around the data's own mean."),
    ):
        if abs(b - other) < 0.1:
            return wrong(f"{mine}. {reason}")
    return wrong(f"{mine}. Another b scores better: average log_p over the heights for a grid of "
                 "b, or set the derivative of that mean in b to zero.")


def _laplace(log_p) -> Verdict | None:
    """What is wrong with a learner's log density of Laplace, its centre at 160 cm."""
    x, b = (torch.tensor(v, dtype=torch.float64) for v in ([150.0, 158.0, 160.0, 171.0, 190.0], 7))
    value, verdict = called(log_p, (x, b), tensor, (5,))
    if verdict:
        return verdict
    truth = Laplace(160, b).log_prob(x)
    if agree(value, truth, atol=1e-4):
        return None
    return mistaken(value, [
        (Normal(160, b).log_prob(x), "log_p is still the normal's: write Laplace's density."),
        (-(x - 160).abs() / b, "log_p leaves out log 1 / (2b), so the density doesn't integrate "
                               "to 1, and the widest b always wins."),
        (truth + torch.tensor(2.0).log(), "log_p has log 1 / b where the density has 1 / (2b)."),
        (-(2 * b).log() - (x - 160) / b, "log_p needs the absolute value of x − μ."),
        (-(2 * b).log() - (x - 160).abs() / (2 * b),
         "The exponent has |x − μ| / b: the 2 belongs to the factor in front only."),
        (-((2 * torch.pi) ** 0.5 * b).log() - (x - 160).abs() / b,
         "The factor in front is still the normal's: Laplace has 1 / (2b) there."),
        (-(2 * b).log() - (x - data.heights().height.mean().item()).abs() / b,
         "log_p is centred on the data's mean; here μ is 160."),
        (truth.exp(), "This is the density p(x): take its logarithm."),
        (-truth, "The sign is turned: this is −log p(x)."),
    ], atol=1e-4) or wrong(f"For x = 171 and b = 7 log_p gives {value[3]:.4f}, and Laplace's "
                           f"log density is {truth[3]:.4f}.")


@exercise(
    "The section “How does one draw?”: rules 1 and 2 pick the group, rule 3 places the person in "
    "it.",
    "Begin with the ends of the groups' shares of [0, 1): the running sums of pi. The number of "
    "ends that u has reached is its group. Look twice at a u that equals an end, and at the last "
    "end.")
def sample_mixture(function) -> Verdict:
    """Draws of a mixture of normals from u in [0, 1) and ε ~ N(0, 1): k by u, then μ_k + σ_k ε."""
    u, eps = (torch.tensor(v, dtype=torch.float64) for v in (
        [0.05, 0.40, 0.625, 0.75, 0.86, 0.95], [0.3, -1.2, 0.8, 1.5, -0.4, 0.9]))
    pi, mu, sigma = (torch.tensor(v, dtype=torch.float64)
                     for v in ([0.625, 0.25, 0.125], [0.0, 3.0, 8.0], [1.5, 0.5, 2.0]))

    def drawn(u, *rest):  # one person for each u
        value, verdict = call(function, u, *rest)
        return (None, verdict) if verdict else tensor(value, (len(u),))

    value, verdict = drawn(u, eps, pi, mu, sigma)
    if verdict:
        return verdict
    k = (u[:, None] >= pi.cumsum(0)[:-1]).sum(1)
    even, back = (3 * u).long(), ((1 - u)[:, None] >= pi.cumsum(0)[:-1]).sum(1)
    closed = (u[:, None] > pi.cumsum(0)[:-1]).sum(1)
    swapped = (eps[:, None] >= pi.cumsum(0)[:-1]).sum(1)
    mean = (pi * mu).sum()
    spread = ((pi * (sigma**2 + mu**2)).sum() - mean**2).sqrt()
    mistakes = [
        (mu[even] + sigma[even] * eps,
         "All groups are drawn equally often: group k must come with probability pi[k]."),
        (mu[back] + sigma[back] * eps,
         "u is read from the wrong end: group 0 belongs to u from 0 to pi[0]."),
        (mu[closed] + sigma[closed] * eps,
         "Group 0 ends before u = pi[0]: the one at u = 0.625 belongs to group 1, so write ≥, "
         "or right=True in torch.searchsorted."),
        (mean + (pi * sigma).sum() * eps,
         "This averages the groups, and everybody lies between them; pick one group a person."),
        (mean + spread * eps,
         "This is one normal with the mixture's mean and spread; a mixture picks a group first."),
        (mu[k], "Everybody stands at the centre of a group: add sigma times eps."),
        (mu[k] + eps, "The spread is missing: eps has standard deviation 1, group k sigma[k]."),
        (mu[k] + sigma[k].sqrt() * eps,
         "sigma was used as a variance: it is the standard deviation."),
        (mu[k] + sigma[k]**2 * eps, "sigma is squared: multiply eps by the standard deviation."),
        (mu[k] + sigma[k] * u, "u was used twice: it picks the group, and eps is the noise in it."),
        (mu[swapped] + sigma[swapped] * u, "u and eps are swapped: u picks the group."),
        (k.double(), "These are the groups' numbers: return the people, mu[k] + sigma[k] * eps."),
    ]
    truth = mu[k] + sigma[k] * eps
    if not agree(value, truth, atol=1e-4):
        others = [drawn(u, eps, pi, mu, sigma)[0] for _ in range(5)]  # two may agree by chance
        if any(again is None or not torch.equal(again, value) for again in others):
            return wrong("Called twice with the same u and eps it gives two different results: "
                         "let u pick the group, and draw nothing else.")
        off = int((value - truth).abs().argmax())
        return mistaken(value, mistakes, atol=1e-4) or wrong(
            f"For u = {u[off]:g} and eps = {eps[off]:g} the person is {truth[off]:.2f}; yours is "
            f"{value[off]:.2f}. Which group's share of [0, 1) does u fall into?")
    for pi in ([0.75, 0.25], [0.125, 0.5, 0.25, 0.125]):  # exact, so that u may lie on an end
        pi = torch.tensor(pi)
        mu, sigma = 5 * torch.arange(len(pi)) - 2.0, torch.arange(len(pi)) + 0.5
        value, verdict = drawn(u.float(), eps.float(), pi, mu, sigma)
        if verdict:
            return verdict
        k = (u.float()[:, None] >= pi.cumsum(0)[:-1]).sum(1)
        if not agree(value, mu[k] + sigma[k] * eps, atol=1e-3):
            return wrong(f"Right for three groups, but not for {len(pi)}: let the length of pi "
                         "say how many.")
    pi = torch.full((10,), 0.1, dtype=torch.float64)
    value, verdict = drawn(1 - pi[:1] * 1e-15, 0 * pi[:1], pi, 5 * pi.cumsum(0), pi)
    if verdict or not agree(value, torch.tensor([5.0]), atol=1e-3):
        return wrong("Right, but for a u just below 1: ten times 0.1 rounds to less than 1, and "
                     "the last group must reach to the end of [0, 1) all the same.")
    return right("An inverse CDF picks the group, location and scale make the person. A network "
                 "in the place of mu and sigma would be a decoder: notebook 03.")
