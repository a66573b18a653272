"""Checks of notebook 03: the VAE."""

import functools
import math

import torch
from torch.distributions import Normal, kl_divergence

from helpers.check.answer import call, number, tensor
from helpers.check.exercise import exercise
from helpers.check.letter import choice
from helpers.check.verdict import NOT_TRIED, Verdict, agree, mistaken, right, wrong


@exercise(
    "p(z) is a density. A place of high density may be so small that hardly any draw lies there, "
    "and the decoder was trained where codes lie. How far from the origin is that, in 20 "
    "dimensions?",
    "Print the mean and the spread of torch.randn(1000, 20).norm(dim=1). Where on that scale are "
    "the draws 0.5 ε? At which of the two lengths has the decoder met codes in training?")
def nearer_the_middle(answer) -> Verdict:
    """What the judge says of digits drawn with half of the noise, z = 0.5 ε, in 20 dimensions."""
    return choice(answer, {
        "a": "p(z) is largest at the origin, but in 20 dimensions hardly any z lies near it. What "
             "does the decoder know of that place? Run the two and compare.",
        "b": "Run the two and compare, with their standard errors. How far from the origin are "
             "most z ~ N(0, I) of 20 numbers, and how far is 0.5 ε?",
        "c": "Yes, though p(z) is larger there: nearly all z ~ N(0, I) have |z| of about √p, and "
             "so have the codes of digits; 0.5 ε lies at half of that, where hardly any are.",
    }, "c")


@exercise(
    "“How good is it?” has the bound with K draws. bound(K), above the check, computes it for "
    "this model: how far below log p(x) = −2.266 is it?",
    "Print the gap −2.266 − bound(K) for K = 1, and double K again and again. Stop at the first K "
    "whose gap is at most 0.05.")
def samples_needed(K) -> Verdict:
    """The smallest power of two whose importance-weighted bound is within 0.05 nats of log p.

    The toy model of notebook 03: z ~ N(0, 1), x|z ~ N(z, 1), q = N(0, 1), x = 2.
    """
    if K is None:
        return NOT_TRIED
    K, verdict = number(K, "give a power of two, such as 1, 2, 4 or 8",
                        lambda K: K >= 1 and math.frexp(K)[0] == 0.5,
                        "samples_needed", whole=True)
    if verdict:
        return verdict
    if K > 4096:
        return wrong("Far fewer do: try a few hundred at most.")
    truth = torch.distributions.Normal(0, math.sqrt(2)).log_prob(torch.tensor(2.0)).item()
    gap, before = truth - _bound(K), truth - _bound(K // 2) if K > 1 else math.inf
    numbers = f"with {K} samples the bound is {gap:.3f} nats below log p"
    if K == 1:
        return wrong(f"One draw makes this bound the ELBO: {numbers}. Take more.")
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


@exercise(
    "“Where does the loss come from?”: the ELBO is the mean of log p(x|z) minus the KL. The KL is "
    "the one of this notebook; only log p(x|z) is new, the logarithm of a normal density at each "
    "pixel.",
    "First write the log density of one pixel: a squared error over 2 s², and a constant that "
    "holds s too; both are subtracted. Sum it over the pixels of an image. Then sum the KL over "
    "the latents, and leave one number an image.")
def gaussian_elbo(function) -> Verdict:
    """(x, x_hat, s, mu, logvar) → the ELBO with pixels x ~ N(x_hat, s²), in nats, (B,).

    x, x_hat: (B, 1, 28, 28); s: the pixels' standard deviation; mu, logvar: (B, p).
    """
    draw = torch.Generator().manual_seed(0)
    x, x_hat = torch.rand(2, 4, 1, 28, 28, generator=draw)
    mu = torch.tensor([[0.0, 0.0, 0.3], [1.0, -2.0, 0.5], [0.3, 0.1, -0.4], [-0.7, 2.0, 1.5]])
    logvar = torch.tensor([[0.0, 0.3, 0.5], [-1.0, 0.5, -3.0], [0.7, -0.2, 1.1],
                           [0.4, -1.2, 0.9]])
    s = 0.3
    value, verdict = call(function, x, x_hat, s, mu, logvar)
    if verdict is None and isinstance(value, torch.Tensor) and value.shape != (4,):
        counts = {4 * 784: "This is one number a pixel: sum over the pixels, .flatten(1).sum(1).",
                  12: "This is one number a latent: sum the KL over the latents, .sum(1).",
                  1: "This is one number for the batch: keep one an image; average later."}
        verdict = wrong(counts[value.numel()]) if value.numel() in counts else None
    if verdict is None:
        value, verdict = tensor(value, (4,))
    if verdict:
        return verdict
    square = (x - x_hat).square().flatten(1).sum(1)
    pixels = Normal(x_hat, s).log_prob(x).flatten(1).sum(1)
    each = kl_divergence(Normal(mu, (0.5 * logvar).exp()), Normal(0.0, 1.0))
    kl, truth = each.sum(1), pixels - each.sum(1)
    if agree(value, truth, atol=0.01):
        return right("Nats, one number an image. −ELBO times 2 s² is the squared error plus 2 s² "
                     "times the KL, and a constant: s² is β in another unit.")
    mistakes = [(-truth, "This is −ELBO, the loss: turn the sign."),
                *_of_pixels(square, pixels, kl, s, mu.shape[1]),
                *((pixels - wrong_kl, reason) for wrong_kl, reason in _of_kl(mu, logvar, each))]
    off = (value - truth)[0].item()
    return mistaken(value, mistakes, atol=0.01) or wrong(
        f"For the first image of the check log p(x|z) is {pixels[0]:.1f} and the KL {kl[0]:.3f} "
        f"nats: their difference is {truth[0]:.2f}; yours is {abs(off):.2f} "
        f"{'above' if off > 0 else 'below'}.")


def _of_pixels(square, pixels, kl, s: float, latents: int) -> list:
    """The usual mistakes in log p(x|z), as (what they give, the reason)."""
    constant = 392 * math.log(2 * math.pi * s**2)
    return [
        (pixels + kl, "The KL is added: the ELBO subtracts it."),
        (pixels, "The KL is missing, or was divided by the pixels: it counts latents."),
        (pixels / 784 - kl, "log p(x|z) is averaged over the pixels: sum it."),
        (-square / (2 * s**2) - kl, "The normal's constant is missing: ½ log(2π s²) a pixel."),
        (-square / (2 * s**2) - constant / 784 - kl,
         "The constant ½ log(2π s²) is taken once: each of the 784 pixels has it."),
        (-square / (2 * s**2) - 2 * constant - kl,
         "The constant is twice too large: ½ log(2π s²)."),
        (-square / (2 * s**2) + constant - kl, "The sign of the constant ½ log(2π s²) is turned."),
        (-square / (2 * s**2) - 392 * math.log(2 * math.pi * s) - kl,
         "In the constant s stands where s² belongs."),
        (-square / s**2 - constant - kl, "The squared error is divided by s², not by 2 s²."),
        (-square - kl, "This is the plain squared error: divide it by 2 s², and add the constant."),
        (-square / (2 * s**2) + kl, "Two things: the normal's constant is missing, and the KL is "
                                    "added where the ELBO subtracts it."),
        (-square / (2 * s**4) - 784 * math.log(s**2) - 392 * math.log(2 * math.pi) - kl,
         "s² was given where the standard deviation s belongs."),
        (-square / (2 * s) - 392 * math.log(2 * math.pi * s) - kl,
         "The root of s was given where the standard deviation s belongs."),
        (pixels / 784 - kl / latents, "Both terms are averaged: sum over pixels and latents."),
        (-square / (2 * s) - constant - kl, "The squared error is divided by 2 s, not by 2 s²."),
        (square / (2 * s**2) - constant - kl, "The squared error lowers log p(x|z): a minus is "
                                              "missing."),
    ]


def _of_kl(mu, logvar, each) -> list:
    """The usual mistakes in KL(q ‖ N(0, I)), as (what they give, the reason)."""
    sigma, kl = (0.5 * logvar).exp(), each.sum(1)
    turned = kl_divergence(Normal(0.0, 1.0), Normal(mu, sigma)).sum(1)
    return [
        (2 * kl, "The KL is twice too large: its ½ is missing."),
        (each.mean(1), "The KL is averaged over the latents: sum. A mean is p times too weak."),
        (kl.mean().expand(4), "The KL is averaged over the images: keep one an image."),
        (turned, "This has KL(N(0, I) ‖ q): the other way round."),
        (kl_divergence(Normal(mu, logvar.exp()), Normal(0.0, 1.0)).sum(1),
         "In the KL exp(logvar) was used as sigma: it is sigma²."),
        (kl + 0.5 * (sigma - sigma**2).sum(1),
         "In the KL sigma stands where sigma² belongs: sigma² is logvar.exp()."),
        (kl - 0.5 * (mu**2).sum(1), "In the KL the mu² is missing."),
        (kl - 0.5 * (mu**2 - mu).sum(1), "In the KL mu stands where mu² belongs."),
        (kl + 0.5 * logvar.sum(1), "In the KL the −logvar is missing."),
        (kl + logvar.sum(1), "In the KL the sign of logvar is turned: it is subtracted."),
        (kl + 0.25 * logvar.sum(1), "In the KL log sigma stands where log sigma² belongs."),
        (kl + 0.5 * mu.shape[1], "In the KL the −1 is missing: at mu = 0, logvar = 0 it is 0."),
    ]
