"""Checks of notebook 09: diffusion."""

import torch

from helpers.check.answer import called, number, tensor
from helpers.check.verdict import NOT_TRIED, Verdict, agree, choice, mistaken, right, wrong


def comes_back(answer) -> Verdict:
    """How many digits, noised to t = 600 and denoised without a label, are what they were."""
    return choice(answer, {
        "a": "A tenth would be chance. But at t = 600 ᾱ is still 0.34, in all 784 pixels: run it.",
        "b": "More: the eye reads single pixels, the net weighs all 784 together: run it.",
        "c": "Yes: what looks like noise still tells nearly always which digit it was.",
    }, "c")


def half_and_half(t) -> Verdict:
    """The whole t at which ᾱ_t is one half where β_t rises on a line from 0.0001 to 0.02."""
    if t is None:
        return NOT_TRIED
    t, verdict = number(t, "give a whole number from 0 to 999", lambda t: 0 <= t <= 999, "t",
                        whole=True)
    if verdict:
        return verdict
    share = (1 - torch.linspace(1e-4, 0.02, 1000, dtype=torch.float64)).cumprod(0)[t].item()
    if t in (495, 496, 497):
        return wrong("That is where the notebook's cosine stands at one half; on the line of β "
                     f"ᾱ is {share:.3f} there.")
    if abs(share - 0.25) < 0.002:
        return wrong("There √ᾱ is one half; but the shares are the squares, ᾱ and 1 − ᾱ.")
    if abs(share - 0.75) < 0.002:
        return wrong("There √(1 − ᾱ) is one half; but the shares are the squares, ᾱ and 1 − ᾱ.")
    if t == 219:
        return wrong("That is where the β add up to one half; but the α = 1 − β are multiplied.")
    if t == 999:
        return wrong("α itself never falls to one half; ᾱ is the product of all α up to t.")
    if abs(share - 0.5) > 0.001:
        way = "smaller" if share < 0.5 else "larger"
        return wrong(f"There ᾱ is {share:.3f}: t must be {way}.")
    return right(f"ᾱ is {share:.3f}, after a quarter of the steps; 46 % of them are spent below "
                 "0.05, with the cosine 14 %. That waste is why the cosine was proposed.")


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
