"""Answers for every check: right ones, odd ones, and the demand that each gets a verdict."""

import math

import numpy as np
import torch
from sklearn.mixture import GaussianMixture
from torch.nn import functional as F

from helpers import check

CHOICES = ["narrow_kernel", "shuffled_codes", "nearer_the_middle", "old_discriminator",
           "hundred_pictures", "permuted_emoji", "own_decoder", "steeper_critic", "comes_back",
           "cooler_pen"]
RIGHT = {  # an answer that is right
    "best_scale": 10.7, "components_worth": 44, "samples_needed": 16, "mean_for_value": 1.378,
    "beta_for_half": 2.6, "strength_for_error": 150, "half_and_half": 258,
    "matching_time": 0.25}
WHOLE = {"components_worth", "samples_needed", "half_and_half", "strength_for_error"}


def sliced(a, b, directions):
    gaps = (a @ directions.T).sort(0).values - (b @ directions.T).sort(0).values
    return gaps.abs().mean()


def keep(x_s, x_real, known, b, noise):
    return known * (b.sqrt() * x_real + (1 - b).sqrt() * noise) + (1 - known) * x_s


def heun(u, x, t, h):
    first = u(x, t)
    return x - h * (first + u(x - h * first, t - h)) / 2


def mixture(u, eps, pi, mu, sigma):
    k = (u[:, None] >= pi.cumsum(0)[:-1]).sum(1)
    return mu[k] + sigma[k] * eps


def digit_of_mixture(codes, labels, digit, n):
    fitted = GaussianMixture(3, random_state=0).fit(codes[labels == digit].numpy())
    return torch.tensor(fitted.sample(n)[0]).float()


def ranks(images, twins):
    distance = (images[:, None] - twins).abs().flatten(2).mean(2)
    return (distance < distance.diag()[:, None]).sum(1).float().mean()


def nested(u, M, p):
    b = 1 + ((1 - u).log() / torch.tensor(1 - p).log()).floor()
    return (torch.arange(M) < b[:, None]).float()


def gaussian_elbo(x, x_hat, s, mu, logvar):
    pixels = -(x - x_hat).square() / (2 * s**2) - math.log(2 * math.pi * s**2) / 2
    return pixels.flatten(1).sum(1) - (mu**2 + logvar.exp() - 1 - logvar).sum(1) / 2


FUNCTIONS = {  # a function that is right
    "sample_mixture": mixture,
    "draw_digit": digit_of_mixture,
    "gaussian_elbo": gaussian_elbo,
    "js_from_logits": lambda real, fake: (
        math.log(4) - F.softplus(-real).mean() - F.softplus(fake).mean()) / 2,
    "frechet_1d": lambda a, b: (a.mean() - b.mean()) ** 2 + (a.std() - b.std()) ** 2,
    "mean_rank": ranks, "nested_mask": nested, "sliced_w1": sliced, "keep_known": keep,
    "heun_step": heun}


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


def in_a_notebook() -> dict:
    """The names that an exercise may use without importing them."""
    names = {}
    exec("import numpy as np\nimport torch\nfrom helpers import check, course, data, measure, "
         "nets, play, show, train, weights", names)
    return names


def untouched(stub: str, names: dict):
    """What a stub's check says when the cell is run as it stands."""
    *body, call = stub.splitlines()
    exec("\n".join(body), names)
    return eval(call, names)
