"""Checks of notebook 01: distributions."""

import math

import torch
from torch.distributions import Categorical, MixtureSameFamily, Normal

from helpers import data
from helpers.check.answer import call, number, tensor
from helpers.check.verdict import NOT_TRIED, Verdict, agree, choice, mistaken, right, wrong


def range_of_twenty(answer) -> Verdict:
    """What a uniform model on a small sample's range says of others."""
    return choice(answer, {
        "a": "It would be near, if everybody were inside. How likely is that for 200 others?",
        "b": "Yes: among 200 others somebody is taller or shorter than all 20, and log 0 is "
             "minus infinity.",
        "c": "Inside the range it can score well, but what is log p for one person outside it?",
    }, "b")


def best_sigma(sigma) -> Verdict:
    """The maximum-likelihood spread of the heights around a mean fixed at 160 cm."""
    if sigma is None:
        return NOT_TRIED
    sigma, verdict = number(sigma, "give a number above 0, in cm (up to 1,000)",
                            lambda s: 0.001 <= s <= 1000, "sigma")
    if verdict:
        return verdict
    height = data.heights().height.cpu().double()

    def score(s: float) -> float:
        spread = torch.tensor(s, dtype=torch.float64)
        return torch.distributions.Normal(160, spread).log_prob(height).mean().item()

    def rises(s: float) -> bool:
        return score(s + 1e-4) > score(s)

    def best_within_a_millimetre(s: float) -> bool:  # the top lies between s − 0.1 and s + 0.1
        return rises(max(s - 0.1, 0.001)) and not rises(s + 0.1)

    mine = f"log-likelihood {score(sigma):.4f} at sigma {sigma:.2f}"
    if best_within_a_millimetre(sigma):
        return right(f"{mine}, the best to 0.1 cm. A wrong mean is paid for with spread.")
    if abs(sigma - height.std().item()) < 0.1:
        return wrong(f"{mine}. That is the spread around the data's own mean; here it is 160.")
    if best_within_a_millimetre(sigma**0.5):
        return wrong(f"{mine}. Is that the variance? The square root scores better.")
    return wrong(f"{mine}. A {'larger' if rises(sigma) else 'smaller'} sigma scores better.")


def mixture_log_prob(function) -> Verdict:
    """log sum_k pi_k N(x; mu_k, sigma_k), stable far away from every mean."""
    x = torch.tensor([-1.0, 0.5, 2.0, 4.0, 5.5], dtype=torch.float64)
    pi, mu, sigma = (torch.tensor(v, dtype=torch.float64)
                     for v in ([0.7, 0.2, 0.1], [0.0, 3.0, 5.0], [1.0, 0.5, 2.0]))
    value, verdict = call(function, x, pi, mu, sigma)
    if verdict is None:
        value, verdict = tensor(value, (5,))
    if verdict:
        return verdict
    each = Normal(mu, sigma).log_prob(x[:, None])
    truth = MixtureSameFamily(Categorical(pi), Normal(mu, sigma)).log_prob(x)
    variance = Normal(mu, sigma.sqrt()).log_prob(x[:, None])
    unscaled = each + sigma.log()
    mistakes = [
        (truth.exp(), "This is the density p itself: take its log."),
        (-truth, "The sign is turned: return log p, not the loss −log p."),
        (each.logsumexp(1), "The weights pi are missing: add pi.log() to each term."),
        ((pi * each).sum(1), "This averages the logs; wanted is the log of the average."),
        ((pi.log() + variance).logsumexp(1),
         "sigma was used as a variance: it is the standard deviation."),
        ((pi.log() + unscaled).logsumexp(1), "The −log sigma of each normal is missing."),
        (truth + 0.5 * math.log(2 * math.pi), "The −½ log 2π of each normal is missing."),
        ((pi + each).logsumexp(1), "pi was added to logs: add pi.log()."),
    ]
    if not agree(value, truth, atol=1e-4):
        off = int((value - truth).abs().argmax())
        return mistaken(value, mistakes, atol=1e-4) or wrong(
            f"At x = {x[off]:g} log p is {truth[off]:.3f}; yours is {value[off]:.3f}.")
    x_far = torch.tensor([200.0])
    far, verdict = call(function, x_far, *(v.float() for v in (pi, mu, sigma)))
    if verdict:
        return verdict
    truth = MixtureSameFamily(Categorical(pi), Normal(mu, sigma)).log_prob(x_far.double())
    far, verdict = tensor(far, (1,), "Right near the means, but far away it is {}: use logsumexp, "
                                     "not log of a sum of exp.")
    if verdict:
        return verdict
    if not agree(far, truth, rtol=1e-3):
        return wrong(f"Right near the means, but at x = 200 log p is {truth.item():.0f} and yours "
                     f"{far.item():.0f}: put nothing else into the log, and use logsumexp.")
    return right("And stable far away too: every likelihood in this course is written like this.")
