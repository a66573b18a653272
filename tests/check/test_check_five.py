"""At least five typical wrong answers to every exercise, each told apart by a reason of its own."""

import math

import pytest
import torch
from torch.nn import functional as F

from helpers import check
from tests.check.answers import CHOICES, FUNCTIONS, Many, asked, keep

LETTERS = {name: [letter for letter in "abc" if getattr(check, name)(letter).ok]
           for name in CHOICES}  # the right one

NUMBERS = {  # check → (a wrong answer, a word of its reason)
    "best_scale": [
        (13.17, "mean squared distance"), (9.31, "2b²"), (7.58, "data's own centre"),
        (5.35, "half of it"), (9.53, "with its sign"), (9.42, "the median of"),
        ("10.7", "in a string"), ([10.7], "list of one"), (160, "Another b"), (-10.7, "above 0")],
    "components_worth": [
        (8, "flat"), (20, "take more"), (784, "fewer would do"), (0.0129, "an error or a share"),
        (44.5, "whole number."), ("44", "in a string"), (0, "from 1 to 783")],
    "samples_needed": [
        (1, "the ELBO"), (8, "Not yet"), (32, "half as many"), (15, "power of two"),
        (2**20, "Far fewer"), ("16", "in a string"),
        ([16], "list of one")],
    "mean_for_value": [
        (0, "as the data"), (1, "farther"), (2.05, "−1 bit"), (-1.378, "distance only"),
        (4, "nearer"), ("1.378", "in a string"), ([1.378], "list of one"), (25, "below 20")],
    "even_tripling": [
        (Many((4, 2, 2)), "enlarges"), (Many((5, 3, 1)), "1 or 2"), (Many((3, 3, 0)), "touch"),
        (Many((9, 3, 4)), "smaller"), (Many((2, 3, 0)), "at least"), (Many((9, 3, 0)), "larger"),
        (Many(("9", 3, 3)), "in a string"), (Many(((9, 3, 3),)), "kernel, stride, padding")],
    "strides_for_field": [
        ((2, 2), "few"), ((2, 2, 2, 2), "too many. Going"), ((2, 2, 2, 1), "is there already"),
        (3, "one number"), ((4, 4), "A stride is 4"), ("(2, 2, 2)", "in a string"),
        ([(2, 2, 2)], "list of one")],
    "beta_for_half": [
        (0.67, "larger"), (0.4777, "base is 49/64"), (2.41, "sixteenth"), (-2.6, "A minus"),
        (0.385, "turned over"), (4, "smaller"), ("2.6", "in a string"), ((2.6,), "tuple of one")],
    "strength_for_error": [
        (300, "factor 2"), (15, "0.01"), (50, "grows with d"), (100, "too much"),
        (1000, "less than"), ("150", "in a string"), (0, "above 0")],
    "half_and_half": [
        (496, "cosine"), (367, "√ᾱ is one half"), (219, "multiplied"), (999, "product"),
        (0.258, "whole"), (300, "smaller"), (200, "larger"), ("258", "in a string")],
    "matching_time": [
        (0.1, "mean square"), (0.9, "ᾱ itself"), (0.75, "of the datum;"), (0.316, "their sum"),
        (1 / 3, "sum of both"), (0.5, "smaller"), (25, "between 0 and 1"), ("0.25", "in a string")],
}


def V(real, fake):
    return -F.softplus(-real).mean() - F.softplus(fake).mean()


def pixels(x, x_hat, s):
    return torch.distributions.Normal(x_hat, s).log_prob(x).flatten(1).sum(1)


def kl(mu, logvar):
    return 0.5 * (mu**2 + logvar.exp() - 1 - logvar)


def gaps(a, b, w):
    return (a @ w.T).sort(0).values - (b @ w.T).sort(0).values


def group(u, pi):
    return (u[:, None] >= pi.cumsum(0)[:-1]).sum(1)


def share(u, p):
    return 1 + ((1 - u).log() / math.log(1 - p)).floor()


def own_normal(codes, labels, digit, n):
    own = codes[labels == digit]
    return own.mean(0) + own.std(0) * torch.randn(n, 2)


SLIPS = {  # check → (a wrong function, a word of its reason)
    "sample_mixture": [
        (lambda u, e, pi, mu, s: mu[(u * 3).long()] + s[(u * 3).long()] * e, "equally often"),
        (lambda u, e, pi, mu, s: (pi * (mu + s * e[:, None])).sum(1), "averages the groups"),
        (lambda u, e, pi, mu, s: mu[group(u, pi)] + s[group(u, pi)] ** 2 * e, "squared"),
        (lambda u, e, pi, mu, s: mu[group(u, pi)] + e, "spread is missing"),
        (lambda u, e, pi, mu, s: group(u, pi), "groups' numbers")],
    "draw_digit": [
        (lambda codes, labels, digit, n: codes[labels == digit][:n].repeat(9, 1)[:n], "handed out"),
        (lambda codes, labels, digit, n: torch.randn(n, 2), "knows nothing of the codes"),
        (own_normal, "one normal span the gap"),
        (lambda codes, labels, digit, n: own_normal(codes, labels, 0, n), "of other digits"),
        (lambda codes, labels, digit, n: codes[labels == digit].mean(0).expand(n, 2), "alike")],
    "gaussian_elbo": [
        (lambda x, x_hat, s, m, v: kl(m, v).sum(1) - pixels(x, x_hat, s), "−ELBO"),
        (lambda x, x_hat, s, m, v: pixels(x, x_hat, s) + kl(m, v).sum(1), "is added"),
        (lambda x, x_hat, s, m, v: pixels(x, x_hat, s) / 784 - kl(m, v).sum(1), "averaged over"),
        (lambda x, x_hat, s, m, v: pixels(x, x_hat, s**2) - kl(m, v).sum(1), "s² was given"),
        (lambda x, x_hat, s, m, v: (pixels(x, x_hat, s) - kl(m, v).sum(1)).mean(), "the batch")],
    "js_from_logits": [
        (V, "That is V"), (lambda r, f: -V(r, f), "D's loss"),
        (lambda r, f: (V(r, f) - math.log(4)) / 2, "not subtracted"),
        (lambda r, f: (V(r, f) + math.log(4)) / 2 / math.log(2), "bits"),
        (lambda r, f: (r.sigmoid().log().mean() + (1 - f.sigmoid()).log().mean() + math.log(4)) / 2,
         "softplus")],
    "frechet_1d": [
        (lambda a, b: ((a.mean() - b.mean()) ** 2 + (a.std() - b.std()) ** 2).sqrt(), "the root"),
        (lambda a, b: (a.mean() - b.mean()) ** 2 + (a.var() - b.var()) ** 2, "not variances"),
        (lambda a, b: (a.mean() - b.mean()) ** 2 + a.var() + b.var(), "last term"),
        (lambda a, b: (a.mean() - b.mean()).abs() + (a.std() - b.std()) ** 2, "is squared"),
        (lambda a, b: (a.mean() - b.mean()) ** 2, "means only")],
    "mean_rank": [
        (lambda a, b: FUNCTIONS["mean_rank"](a, b) + 1, "<, not"),
        (lambda a, b: FUNCTIONS["mean_rank"](a, b) * len(a), "sum over"),
        (lambda a, b: FUNCTIONS["mean_rank"](a, b) / len(a), "a share"),
        (lambda a, b: FUNCTIONS["mean_rank"](b, a), "asks each twin"),
        (lambda a, b: (a - b).abs().mean(), "distance to the own twin")],
    "nested_mask": [
        (lambda u, M, p: (torch.arange(M) >= share(u, p)[:, None]).float(), "Ones and zeros"),
        (lambda u, M, p: (torch.arange(M) < share(u, p)[:, None] - 1).float(), "too few"),
        (lambda u, M, p: (torch.arange(M) <= share(u, p)[:, None]).float(), "too many"),
        (lambda u, M, p: FUNCTIONS["nested_mask"](u, M, p).T, "rows and columns"),
        (lambda u, M, p: (torch.rand(len(u), M, generator=torch.Generator().manual_seed(0))
                          < 0.5).float(), "as in dropout")],
    "sliced_w1": [
        (lambda a, b, w: (a @ w.T - b @ w.T).abs().mean(), "Sort both"),
        (lambda a, b, w: ((a @ w.T).sort(1).values - (b @ w.T).sort(1).values).abs().mean(),
         "dim 0"),
        (lambda a, b, w: gaps(a, b, w).mean().abs(), "cancel"),
        (lambda a, b, w: gaps(a, b, w).square().mean(), "W₂²"),
        (lambda a, b, w: gaps(a, b, w).abs().sum(), "points and directions")],
    "keep_known": [
        (lambda x, real, known, b, e: known * real + (1 - known) * x, "goes back clean"),
        (lambda x, real, known, b, e: keep(x, real, 1 - known, b, e), "exchanged"),
        (lambda x, real, known, b, e: keep(x, real, known, 1 - b, e), "√b belongs"),
        (lambda x, real, known, b, e: b.sqrt() * real + (1 - b).sqrt() * e, "there x_s stays"),
        (lambda x, real, known, b, e: x, "unchanged")],
    "heun_step": [
        (lambda u, x, t, h: x - h * u(x, t), "Euler"),
        (lambda u, x, t, h: 2 * x - FUNCTIONS["heun_step"](u, x, t, h), "taken away"),
        (lambda u, x, t, h: 2 * FUNCTIONS["heun_step"](u, x, t, h) - x, "divide by 2"),
        (lambda u, x, t, h: x - h * u(x - h * u(x, t) / 2, t - h / 2), "midpoint"),
        (lambda u, x, t, h: x - h * (u(x, t) + u(x - h * u(x, t), t)) / 2, "its time is")],
}


def of_a_letter(name):
    """(wrong answer, word) for a prediction: its two wrong letters, and the right one spoilt."""
    letter, = LETTERS[name]
    return [*((other, getattr(check, name)(other).text) for other in "abc" if other != letter),
            ("abc".index(letter) + 1, "is a number. Which"), (str(len(name)), "number in quotes"),
            ("it stays about the same", "is a text"), ("a and b", "You named a and b"),
            ((letter,), "A tuple stands here"), ([letter], "A list stands here"),
            ("", "Nothing stands"), ("d", "no option d"), (lambda: letter, "This is a function")]


def told_apart(name, wrong):
    """Each wrong answer gets a text of its own, with a word that no other has."""
    verdicts = [asked(name, answer) for answer, _ in wrong]
    assert not any(verdict.ok is not False for verdict in verdicts)
    texts = [verdict.text for verdict in verdicts]
    assert len(set(texts)) == len(texts) >= 7
    for (answer, word), text in zip(wrong, texts, strict=True):
        assert [other for other in texts if word in other] == [text], (answer, word, text)


@pytest.mark.parametrize("name", CHOICES)
def test_wrong_predictions_are_told_apart(name):
    told_apart(name, of_a_letter(name))


@pytest.mark.parametrize("name", NUMBERS)
def test_wrong_numbers_are_told_apart(name):
    told_apart(name, NUMBERS[name])


@pytest.mark.parametrize("name", FUNCTIONS)
def test_wrong_functions_are_told_apart(name):
    right = FUNCTIONS[name]

    def forgotten(*arguments):
        right(*arguments)

    told_apart(name, [*SLIPS[name], (forgotten, "forget return"), (1.5, "Give the function itself"),
                      (lambda *arguments: str(right(*arguments).tolist())[:500], "a string"),
                      (lambda *arguments: [right(*arguments)], "list of one"),
                      (lambda *arguments: right(*arguments) * math.nan, "nan")])
