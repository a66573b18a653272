"""Checks of notebook 09: diffusion."""

import math

import torch

from helpers.check.answer import called, number, tensor
from helpers.check.verdict import NOT_TRIED, Verdict, agree, choice, mistaken, right, wrong


def easiest_noise(answer) -> Verdict:
    """For which t the noise in x_t is easiest to guess."""
    return choice(answer, {
        "a": "Near 0 the noise is a whisper under the picture: hard to hear, easy to ignore.",
        "b": "In the middle both have equal shares; go on to where there is nothing but noise.",
        "c": "Yes: the input is the noise, and copying it is nearly right.",
    }, "c")


def half_and_half(t) -> Verdict:
    """The whole t at which ᾱ_t is one half, on the notebook's cosine of 1,000 steps."""
    if t is None:
        return NOT_TRIED
    t, verdict = number(t, "give a whole number from 0 to 999", lambda t: 0 <= t <= 999, "t",
                        whole=True)
    if verdict:
        return verdict
    share = math.cos((t / 1000 + 0.008) / 1.008 * math.pi / 2) ** 2
    if abs(share - 0.25) < 0.003:
        return wrong("There √ᾱ is one half; but the shares are the squares, ᾱ and 1 − ᾱ.")
    if abs(share - 0.75) < 0.003:
        return wrong("There √(1 − ᾱ) is one half; but the shares are the squares, ᾱ and 1 − ᾱ.")
    if t == 500:
        return wrong(f"Nearly: ᾱ is {share:.3f} there. The schedule's 0.008 shifts the middle.")
    if abs(share - 0.5) > 0.001:
        way = "smaller" if share < 0.5 else "larger"
        return wrong(f"There ᾱ is {share:.3f}: t must be {way}.")
    return right(f"ᾱ is {share:.3f}: picture and noise have equal shares.")


def ddim_step(function) -> Verdict:
    """x_t, the guessed noise, ᾱ_t and ᾱ_s → x_s without fresh noise."""
    fixed = torch.Generator().manual_seed(0)  # the notebook's own draws stay as they are
    x, noise = (torch.randn(4, 1, 6, 6, generator=fixed) for _ in range(2))
    a, b = torch.tensor(0.3), torch.tensor(0.6)
    value, verdict = called(function, (x, noise, a, b), tensor, tuple(x.shape))
    if verdict:
        return verdict
    x_0 = (x - (1 - a).sqrt() * noise) / a.sqrt()
    truth = b.sqrt() * x_0 + (1 - b).sqrt() * noise
    unscaled = x - (1 - a).sqrt() * noise
    no_roots = (x - (1 - a) * noise) / a
    mistakes = [
        (x_0, "That is the guess of x₀ itself: noise for the earlier time must go back in."),
        (x_0 + (1 - b).sqrt() * noise, "x₀ is scaled at time s: by √b."),
        (b.sqrt() * x_0, "The noise that belongs to time s is missing."),
        (b.sqrt() * unscaled + (1 - b).sqrt() * noise, "x₀ must be divided by √a."),
        (b * no_roots + (1 - b) * noise,
         "The factors are square roots: √a, √(1 − a), √b, √(1 − b)."),
        (b.sqrt() * x_0 + (1 - a).sqrt() * noise,
         "The noise put back is that of time s: √(1 − b)."),
        (a.sqrt() * x_0 + (1 - b).sqrt() * noise, "The picture's factor at time s is √b."),
        (b.sqrt() * unscaled / a + (1 - b).sqrt() * noise, "x₀ is divided by √a, not by a."),
        (b.sqrt() * (x - (1 - a) * noise) / a.sqrt() + (1 - b).sqrt() * noise,
         "x_t holds √(1 − a) of the noise, not 1 − a."),
        (b * x_0 + (1 - b).sqrt() * noise, "At time s x₀ is scaled by √b, not by b."),
        (b.sqrt() * x_0 + (1 - b) * noise, "At time s the noise is scaled by √(1 − b), not 1 − b."),
        (b.sqrt() * (x + (1 - a).sqrt() * noise) / a.sqrt() + (1 - b).sqrt() * noise,
         "A sign is turned: to find x₀, take the noise away from x."),
        (b.sqrt() * x_0 - (1 - b).sqrt() * noise, "A sign is turned: the noise is added again."),
        (x, "That is x_t unchanged."),
        (b.sqrt() * x_0.clamp(-1, 1) + (1 - b).sqrt() * noise, "No clamp here, please."),
    ]
    if agree(value, truth, atol=1e-4):
        return right("The same noise goes back in, only less of it: nothing is drawn at random, "
                     "and large steps are allowed.")
    verdict = mistaken(value, mistakes, atol=1e-4)
    if verdict:
        return verdict
    again, verdict = called(function, (x, noise, a, b), tensor, tuple(x.shape))
    if verdict or not agree(again, value, atol=1e-4):
        return verdict or wrong(
            "Two calls differ: put the guessed noise back, no fresh one (η = 0).")
    return wrong(f"The result is {(value - truth).abs().mean():.2f} away on average: first x₀ from "
                 "x and the noise, then mix both anew with b.")
