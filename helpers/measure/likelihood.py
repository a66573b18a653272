"""How probable a VAE finds an image: ELBO, the importance-weighted bound, and the exact value.

An encoder maps x (N, 1, 28, 28) to (N, 2p): mu and log sigma². A decoder maps z (N, p) to the
logits of Bernoulli pixels (N, 1, 28, 28). Numbers are nats an image; they are log-likelihoods
only for pixels that are 0 or 1 (see `data.binarised`).
"""

import math

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from helpers import course
from helpers.data import looks


def _codes(encoder: nn.Module, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    mu, logvar = encoder(x).chunk(2, 1)
    return mu, (0.5 * logvar).exp()


def _images(x: torch.Tensor) -> torch.Tensor:
    looks.check("images", x)
    if x.ndim == 4 and x.is_floating_point() and ((x < -1e-3) | (x > 1.001)).any():
        raise ValueError(f"images are {looks.describe(x)}: a Bernoulli pixel lies in 0 to 1, and "
                         "beyond there is no likelihood; x.clamp(0, 1) if that is all.")
    if x.ndim != 4 or not x.is_floating_point():
        raise ValueError(
            f"images have shape {tuple(x.shape)} and type {x.dtype}: give floats (N, 1, 28, 28) "
            "from 0 to 1, such as data.binarised(x_test)."
        )
    return x.to(course.device())


@torch.no_grad()
def elbo(encoder: nn.Module, decoder: nn.Module, x: torch.Tensor) -> dict[str, float]:
    """The evidence lower bound of images x (N, 1, 28, 28), one z each, in nats.

    Returns means over images: "elbo" = −"reconstruction" − "kl"; and "kl_each", a tensor (p,)
    of the KL of each latent. Source: Kingma and Welling 2014.
    """
    rebuilt, kls = [], []
    for part in _images(x).split(1000):
        mu, sigma = _codes(encoder, part)
        logits = decoder(mu + sigma * torch.randn_like(mu))
        rebuilt.append(
            F.binary_cross_entropy_with_logits(logits, part, reduction="none").flatten(1).sum(1))
        kls.append(0.5 * (mu**2 + sigma**2 - 1) - sigma.log())
    kl_each = torch.cat(kls).mean(0).cpu()
    reconstruction, kl = torch.cat(rebuilt).mean().item(), kl_each.sum().item()
    return {"elbo": -reconstruction - kl, "reconstruction": reconstruction, "kl": kl,
            "kl_each": kl_each}


@torch.no_grad()
def iwae(encoder: nn.Module, decoder: nn.Module, x: torch.Tensor, samples: int = 500) -> float:
    """The importance-weighted bound with K samples, in nats: above the ELBO, below log p(x).

    log 1/K sum_k p(x|z_k) p(z_k) / q(z_k|x), mean over images x (N, 1, 28, 28).
    Source: Burda, Grosse and Salakhutdinov 2016.
    """
    bounds = []
    for part in _images(x).split(max(1, 10_000 // samples)):
        mu, sigma = _codes(encoder, part)
        noise = torch.randn(samples, *mu.shape, device=mu.device)
        z = mu + sigma * noise                                        # (K, B, p)
        logits = decoder(z.flatten(0, 1)).view(samples, len(part), -1)
        # log p(x|z) = x · logits − sum softplus(logits): no (K, B, 784) copy of x is needed
        likelihood = torch.einsum("kbd,bd->kb", logits, part.flatten(1)) - F.softplus(logits).sum(2)
        log_w = likelihood - 0.5 * (z**2).sum(2) + 0.5 * (noise**2).sum(2) + sigma.log().sum(1)
        bounds.append(log_w.logsumexp(0) - math.log(samples))
    return torch.cat(bounds).mean().item()


@torch.no_grad()
def elbo_each(encoder: nn.Module, decoder: nn.Module, x: torch.Tensor, nodes: int = 10):
    """The ELBO of each image x (N, 1, 28, 28) in nats, for codes of TWO numbers: (N,), no draws.

    The mean of log p(x|z) over q is a weighted sum at nodes² places (Gauss and Hermite), right for
    polynomials of degree 2 nodes − 1; the KL is the closed form.
    """
    at, weight = np.polynomial.hermite_e.hermegauss(nodes)
    found = []
    for part in _images(x).split(max(1, 10_000 // nodes**2)):
        mu, sigma = _codes(encoder, part)
        at_z = torch.as_tensor(at).to(mu)
        share = torch.as_tensor(weight / weight.sum()).to(mu)
        z = mu[:, None] + sigma[:, None] * torch.cartesian_prod(at_z, at_z)   # (B, nodes², 2)
        logits = decoder(z.flatten(0, 1)).view(len(part), nodes**2, -1)
        likelihood = torch.einsum("bkd,bd->bk", logits, part.flatten(1)) - F.softplus(logits).sum(2)
        kl = 0.5 * (mu**2 + sigma**2 - 1).sum(1) - sigma.log().sum(1)
        found.append(likelihood @ torch.outer(share, share).flatten() - kl)
    return torch.cat(found).cpu()


@torch.no_grad()
def log_joint(decoder: nn.Module, x: torch.Tensor, z: torch.Tensor) -> torch.Tensor:
    """log p(x|z) + log p(z) in nats for each image x (N, 1, 28, 28) and code z (M, p): (N, M).

    On a grid of z, its logsumexp with the log of a cell's area is log p(x), and its softmax is
    the posterior p(z|x), a mass for each cell (Bayes). On the CPU, 4 N M bytes.
    """
    x = _images(x).flatten(1)
    parts = []
    for part in z.to(x.device).split(5000):
        logits = decoder(part).flatten(1)
        prior = 0.5 * (part**2 + math.log(2 * math.pi)).sum(1)
        parts.append((x @ logits.T - F.softplus(logits).sum(1) - prior).cpu())
    return torch.cat(parts, 1)


def log_likelihood(decoder: nn.Module, x: torch.Tensor, ticks: int = 301) -> float:
    """log p(x) in nats for codes of TWO numbers, exact but for a grid over −4.5 to 4.5.

    The integral of p(x|z) p(z) over the plane, mean over images x (N, 1, 28, 28).
    """
    axis, cell = torch.linspace(-4.5, 4.5, ticks), (9 / (ticks - 1)) ** 2
    total = torch.full((len(x),), -math.inf)
    for part in torch.cartesian_prod(axis, axis).split(5000):
        total = torch.logaddexp(total, log_joint(decoder, x, part).logsumexp(1) + math.log(cell))
    return total.mean().item()
