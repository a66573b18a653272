"""Checks of notebook 01: distributions."""

import math

import torch

from helpers.check._verdict import NOT_TRIED, Verdict, call, choice, right, tensor, wrong


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
    if isinstance(sigma, torch.Tensor) and sigma.numel() == 1:
        sigma = sigma.item()
    if isinstance(sigma, bool) or not isinstance(sigma, (int, float)) or not sigma > 0:
        return wrong(f"sigma is {sigma!r}: give a number above 0, in cm.")
    from helpers import data

    height = data.heights().height

    def score(s: float) -> float:
        return torch.distributions.Normal(160, s).log_prob(height).mean().item()

    mine = f"log-likelihood {score(sigma):.4f} at sigma {sigma:.2f}"
    if max(score(sigma + 0.1), score(sigma - 0.1 if sigma > 0.1 else sigma)) < score(sigma):
        return right(f"{mine}, and lower on both sides. A wrong mean is paid for with spread.")
    if abs(sigma - height.std().item()) < 0.1:
        return wrong(f"{mine}. That is the spread around the data's own mean; here it is 160.")
    if score(sigma**0.5) > score(sigma) and sigma > 30:
        return wrong(f"{mine}. Is that the variance? The square root scores better.")
    way = "larger" if score(sigma + 0.1) > score(sigma) else "smaller"
    return wrong(f"{mine}. A {way} sigma scores better.")


def mixture_log_prob(function) -> Verdict:
    """log sum_k pi_k N(x; mu_k, sigma_k), stable far away from every mean."""
    from torch.distributions import Categorical, MixtureSameFamily, Normal

    x = torch.tensor([-1.0, 0.5, 2.0, 4.0, 5.5], dtype=torch.float64)
    pi, mu, sigma = (torch.tensor(v, dtype=torch.float64)
                     for v in ([0.7, 0.2, 0.1], [0.0, 3.0, 5.0], [1.0, 0.5, 2.0]))
    value, verdict = call(function, x, pi, mu, sigma)
    verdict = verdict or tensor(value, (5,))
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
    for mistake, reason in mistakes:
        if torch.allclose(value.double(), mistake, atol=1e-4):
            return wrong(reason)
    if not torch.allclose(value.double(), truth, atol=1e-4):
        return wrong(f"At x = 0.5 log p is {truth[1]:.3f}; yours is {value[1].item():.3f}.")
    far, verdict = call(function, torch.tensor([200.0]), *(v.float() for v in (pi, mu, sigma)))
    if verdict:
        return verdict
    if not far.isfinite().all():
        return wrong("Right near the means, but far away it is minus infinity: use logsumexp, "
                     "not log of a sum of exp.")
    return right("And stable far away too: every likelihood in this course is written like this.")
