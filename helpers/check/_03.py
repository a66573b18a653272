"""Checks of notebook 03: the VAE."""

import functools
import math

import torch
from torch.distributions import Normal, kl_divergence

from helpers.check.answer import call, number, tensor
from helpers.check.verdict import NOT_TRIED, Verdict, agree, choice, mistaken, right, wrong


def kl_divided(answer) -> Verdict:
    """What a KL divided by the number of pixels does to codes and samples."""
    return choice(answer, {
        "a": "That happens when the KL weighs too much. Divided by 784, does it weigh more?",
        "b": "Yes: with a KL that hardly counts the codes spread as in an autoencoder, and a "
             "z from N(0, 1) meets places where no digit lives.",
        "c": "The optimizer does not rescale one term against the other: their ratio changed.",
    }, "b")


def samples_needed(K) -> Verdict:
    """The smallest power of two whose importance-weighted bound is within 0.05 nats of log p.

    The toy model of notebook 03: z ~ N(0, 1), x|z ~ N(z, 1), q = N(0, 1), x = 2.
    """
    if K is None:
        return NOT_TRIED
    K, verdict = number(K, "give a power of two, such as 1, 2, 4 or 8",
                        lambda K: K >= 1 and math.frexp(K)[0] == 0.5, "K", whole=True)
    if verdict:
        return verdict
    if K > 4096:
        return wrong("Far fewer do: try a few hundred at most.")
    truth = torch.distributions.Normal(0, math.sqrt(2)).log_prob(torch.tensor(2.0)).item()
    gap, before = truth - _bound(K), truth - _bound(K // 2) if K > 1 else math.inf
    numbers = f"with {K} samples the bound is {gap:.3f} nats below log p"
    if gap > 0.05:
        return wrong(f"Not yet: {numbers}. Take more.")
    if before <= 0.05:
        return wrong(f"Enough, but half as many do: {numbers}, with {K // 2} it is {before:.3f}.")
    return right(f"{numbers[0].upper()}{numbers[1:]}. The gap falls like 1/K.")


@functools.cache
def _bound(K: int) -> float:
    """The importance-weighted bound with K draws, in nats."""
    z = torch.randn(2**22 // K, K, generator=torch.Generator().manual_seed(0))
    log_w = torch.distributions.Normal(z, 1).log_prob(torch.tensor(2.0))
    return (log_w.logsumexp(1) - math.log(K)).mean().item()


def kl_to_standard_normal(function) -> Verdict:
    """(B, p), (B, p) → KL(N(mu, exp(logvar)) || N(0, 1)) summed over p, in nats, (B,)."""
    mu = torch.tensor([[0.0, 0.0, 0.0], [1.0, -2.0, 0.5], [0.3, 0.1, -0.4],
                       [-0.7, 2.0, 1.5]])
    logvar = torch.tensor([[0.0, 0.0, 0.0], [-1.0, 0.5, -3.0], [0.7, -0.2, 1.1],
                           [0.4, -1.2, 0.9]])
    value, verdict = call(function, mu, logvar)
    if verdict is None and isinstance(value, torch.Tensor) and value.shape == (4, 3):
        return wrong("This is one number a latent: sum over the latents, .sum(1).")
    if verdict is None and isinstance(value, torch.Tensor) and value.numel() == 1:
        return wrong("This is one number for the batch: keep one an image; average later.")
    if verdict is None and isinstance(value, torch.Tensor) and value.shape == (3,):
        return wrong("Summed over the images, dimension 0: sum over the latents, .sum(1).")
    if verdict is None:
        value, verdict = tensor(value, (4,))
    if verdict:
        return verdict
    each = kl_divergence(Normal(mu, (0.5 * logvar).exp()), Normal(0.0, 1.0))
    turned = kl_divergence(Normal(0.0, 1.0), Normal(mu, (0.5 * logvar).exp()))
    truth = each.sum(1)
    as_sigma = kl_divergence(Normal(mu, logvar.exp()), Normal(0.0, 1.0)).sum(1)
    mistakes = [
        (-truth, "The sign is turned: a KL is never negative. Check it at mu = 1, logvar = 0."),
        (2 * truth, "Twice too large: the ½ is missing."),
        (each.mean(1), "Averaged over the latents: sum. A mean makes the KL p times too weak."),
        (truth / 784, "Divided by the pixels: the KL counts latents, not pixels."),
        (turned.sum(1), "This is KL(N(0, 1) || q): the other way round."),
        (as_sigma, "exp(logvar) was used as sigma: it is sigma²."),
        (truth + 0.5 * ((0.5 * logvar).exp() - logvar.exp()).sum(1),
         "sigma stands where sigma² belongs: sigma² is logvar.exp()."),
        (truth - 0.5 * (mu**2).sum(1), "The mu² is missing."),
        (truth - 0.5 * (mu**2 - mu).sum(1), "mu stands where mu² belongs."),
        (truth + 0.5 * logvar.sum(1), "The −logvar is missing."),
        (truth + logvar.sum(1), "The sign of logvar is turned: it is subtracted."),
        (truth + 0.5 * mu.shape[1], "The −1 is missing: at mu = 0, logvar = 0 a KL is 0."),
    ]
    if agree(value, truth, atol=1e-4):
        return right("Nats, summed over latents, one number an image: the loss's own unit.")
    row = int((value - truth).abs().argmax())
    at, spread = (", ".join(f"{v:g}" for v in x[row]) for x in (mu, logvar))
    return mistaken(value, mistakes, atol=1e-4) or wrong(
        f"For mu = ({at}) and logvar = ({spread}) the KL is {truth[row]:.3f} nats; yours is "
        f"{value[row]:.3f}.")
