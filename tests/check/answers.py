"""Answers for every check: right ones, odd ones, and the demand that each gets a verdict."""

import math

import numpy as np
import torch
from torch.nn import functional as F

from helpers import check

CHOICES = ["range_of_twenty", "linear_layers", "kl_divided", "value_far_away", "perfect_generator",
           "one_for_all", "own_decoder", "steeper_critic", "easiest_noise"]
RIGHT = {  # an answer that is right
    "best_sigma": 13.17, "components_worth": 44, "samples_needed": 16, "mean_for_value": 1.378,
    "half_survive": 2.6, "strength_for_error": 150, "half_and_half": 496}
WHOLE = {"components_worth", "samples_needed", "half_and_half", "strength_for_error"}


def penalty(D, real, fake, u):
    x = (u * fake + (1 - u) * real).detach().requires_grad_(True)
    slope, = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    return (slope.flatten(1).norm(dim=1) - 1).square().mean()


def ddim(x, noise, a, b):
    x_0 = (x - (1 - a).sqrt() * noise) / a.sqrt()
    return b.sqrt() * x_0 + (1 - b).sqrt() * noise


def mixture(x, pi, mu, sigma):
    z = (x[:, None] - mu) / sigma
    return (pi.log() - z**2 / 2 - sigma.log() - math.log(2 * math.pi) / 2).logsumexp(1)


def cycle(G, F, a, b, lam=10.0):
    return lam * ((F(G(a)) - a).abs().mean() + (G(F(b)) - b).abs().mean())


def tail(u, M, beta):
    return (torch.arange(M) < M - (M * u ** (1 / beta)).floor()[:, None]).float()


FUNCTIONS = {  # a function that is right
    "mixture_log_prob": mixture,
    "keep_head": lambda z, kept: z * (torch.arange(z.shape[1]) < kept[:, None]),
    "kl_to_standard_normal": lambda mu, logvar: (mu**2 + logvar.exp() - 1 - logvar).sum(1) / 2,
    "generator_loss": lambda logits: F.softplus(-logits).mean(),
    "frechet_1d": lambda a, b: (a.mean() - b.mean()) ** 2 + (a.std() - b.std()) ** 2,
    "cycle_loss": cycle, "tail_mask": tail, "slope_penalty": penalty, "ddim_step": ddim}


class Silent:
    """Something whose text can't be had."""

    def __repr__(self):
        raise RuntimeError("no text")


def numbers(x):
    """One number in every type that a notebook may hold it in."""
    kinds = [float, np.float64, np.float32, np.array, lambda x: np.array([x]), torch.tensor,
             lambda x: torch.tensor([[x]]), lambda x: torch.tensor(x, dtype=torch.float64),
             lambda x: torch.nn.Parameter(torch.tensor(float(x)))]
    if isinstance(x, int):
        kinds += [np.int64, np.int16, np.uint16, lambda x: torch.tensor(x, dtype=torch.int32)]
    return [kind(x) for kind in kinds]


ODD = [
    "b?", "", b"b", "0.5", True, np.bool_(True), torch.tensor(True), math.nan, math.inf, -math.inf,
    np.float32("nan"), torch.tensor(math.nan), 10**400, -(10**5000), 1e300, 1e-320, 0, -1, 2j,
    torch.tensor(1j), [], [2], (), (2, 2, 1), [2, [2]], {}, {1, 2}, object, Silent(), [Silent()],
    np.arange(3), np.array("b"), torch.ones(0), torch.ones(2, 3), torch.tensor(2.0, device="meta"),
    torch.eye(3).to_sparse(), (2,) * 20_000, lambda: 2, (n for n in range(2)), check.NOT_TRIED,
    np.datetime64("2020"), torch.ones(3, dtype=torch.int8), (math.nan, 2), (True, 2), "",
]


def asked(name, answer):
    """The verdict; no exception, no line of the check's own code in it."""
    verdict = getattr(check, name)(*answer) if isinstance(answer, Many) else getattr(
        check, name)(answer)
    assert isinstance(verdict, check.Verdict) and verdict.ok in (None, True, False)
    assert 10 < len(verdict.text) < 500 and "\n" not in verdict.text
    assert "Traceback" not in verdict.text and "helpers" not in verdict.text
    assert repr(verdict) in repr(verdict) and verdict._repr_html_()
    return verdict


class Many(tuple):
    """Several arguments of a check."""
