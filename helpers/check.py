"""Instant answers to exercises: what is wrong and why, never only "wrong".

Each check takes the learner's answer and returns a Verdict. No solution stands here: a check
compares with what the formula must satisfy, or with a library's answer.
"""

import functools
import html
import math
from collections.abc import Callable
from dataclasses import dataclass

import torch


@dataclass(frozen=True)
class Verdict:
    """ok: None (not tried yet), True or False; text: one sentence for the learner."""

    ok: bool | None
    text: str

    def __repr__(self) -> str:
        return f"{ {None: '…', True: '✓', False: '✗'}[self.ok]} {self.text}"

    def _repr_html_(self) -> str:
        colour = {None: "#7f7f7f", True: "#009E73", False: "#D55E00"}[self.ok]
        return (
            f"<div role='status' style='border-left: 5px solid {colour}; padding: 4px 10px'>"
            f"{html.escape(repr(self))}</div>"
        )


NOT_TRIED = Verdict(None, "Not tried yet: write your answer above, then run the cell again.")


def right(text: str) -> Verdict:
    return Verdict(True, text)


def wrong(text: str) -> Verdict:
    return Verdict(False, text)


def choice(answer, reasons: dict[str, str], correct: str) -> Verdict:
    """A prediction: one of the letters in `reasons`, each with the sentence that answers it."""
    if answer is None:
        return NOT_TRIED
    letter = str(answer).strip().lower()
    if letter not in reasons:
        return wrong(f"Answer with one of the letters {', '.join(reasons)}, in quotes.")
    return Verdict(letter == correct, reasons[letter])


def call(function: Callable, *arguments):
    """The function's value and None, or None and a Verdict: not tried, or it raised."""
    try:
        value = function(*arguments)
    except Exception as error:  # whatever the learner's code does, it gets a sentence
        first_line = (str(error) or "no message").splitlines()[0]
        return None, wrong(f"Your function stopped with {type(error).__name__}: {first_line}")
    return (None, NOT_TRIED) if value is None else (value, None)


def tensor(value, shape: tuple) -> Verdict | None:
    """None where value is a tensor of that shape, else the Verdict that says what it is."""
    if not isinstance(value, torch.Tensor):
        return wrong(f"Return a tensor of shape {shape}; yours is a {type(value).__name__}.")
    if tuple(value.shape) != shape:
        return wrong(f"Return shape {shape}; yours has {tuple(value.shape)}.")
    return None


# ---- 01 distributions

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


# ---- 02 autoencoder

def linear_layers(answer) -> Verdict:
    """What several linear layers without activations can reach."""
    return choice(answer, {
        "a": "Lower than PCA needs a curve somewhere: what is a product of four matrices?",
        "b": "Yes: layers without activations multiply to one matrix of rank 2, and PCA is the "
             "best of those.",
        "c": "Not higher: the four matrices can be PCA's two, split up, and training gets there.",
    }, "b")


def components_worth(components) -> Verdict:
    """How many PCA components reach the shipped network's error at 8 numbers, just."""
    if components is None:
        return NOT_TRIED
    if type(components) is not int or not 1 <= components <= 783:
        return wrong(f"components is {components!r}: give a whole number from 1 to 783.")
    from helpers import weights

    network = weights.card("02_conv_p8")["metric"]["test_mse"]
    errors = _pca_errors()
    mine, one_less = errors[components], errors[components - 1]
    numbers = f"PCA with {components}: {mine:.4f}; the network with 8: {network:.4f}"
    if mine > network:
        return wrong(f"Still worse than the network: take more components. {numbers}.")
    if one_less <= network:
        return wrong(f"Good, but fewer would do: take the smallest number that does. {numbers}.")
    return right(f"{numbers}. A curved map does with 8 what a flat one needs {components} for.")


@functools.cache
def _pca_errors() -> list[float]:
    """Test MSE of PCA with 0, 1, … 784 components, fitted to the training digits."""
    from helpers import data

    x_train, _, x_test, _ = data.mnist()
    train, test = (data.floats(x).cpu().flatten(1) for x in (x_train, x_test))
    mean = train.mean(0)
    axes = torch.linalg.eigh((train - mean).T @ (train - mean)).eigenvectors.flip(1)
    rest = ((test - mean) @ axes).square().mean(0).flip(0).cumsum(0).flip(0) / 784
    return [*rest.tolist(), 0.0]


def keep_head(function) -> Verdict:
    """(B, M), (B,) → the first kept[b] numbers of each row, the others 0."""
    z = torch.arange(1.0, 13).view(3, 4)
    kept = torch.tensor([1, 4, 2])
    given = z.clone()
    value, verdict = call(function, z, kept)
    if verdict is None and not torch.equal(z, given):
        return wrong("z itself was changed: work on a copy, or multiply by a mask.")
    verdict = verdict or tensor(value, (3, 4))
    if verdict:
        return verdict
    position, limit = torch.arange(4), kept.view(-1, 1)
    value, hit = value.float(), value != 0
    if torch.equal(hit, position < limit):
        if torch.allclose(value[hit], given[hit]):
            return right("A tail of each code is gone: this is what TailDrop does in training.")
        return wrong("The right places, but the kept numbers changed: TailDrop doesn't rescale "
                     "as dropout does.")
    if torch.equal(hit, position <= limit):
        return wrong("One too many is kept in each row: positions count from 0, so keep < kept[b].")
    if torch.equal(hit, position >= limit):
        return wrong("This keeps the tail and drops the head: turn the comparison round.")
    if torch.equal(hit, position >= 4 - limit):
        return wrong("This keeps the last kept[b] numbers: the first ones must survive.")
    if (hit == hit[0]).all():
        return wrong("Every row is cut alike: kept has one number a row, kept.view(-1, 1).")
    return wrong(f"Row 1 of three should keep 1 of 4 numbers; yours keeps {int(hit[0].sum())}.")
