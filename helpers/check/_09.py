"""Checks of notebook 09: diffusion."""

import torch

from helpers.check.answer import called, number, tensor
from helpers.check.exercise import exercise
from helpers.check.letter import choice
from helpers.check.verdict import NOT_TRIED, Verdict, agree, mistaken, right, wrong


@exercise(
    "“How does a digit become noise?”: look at the row t = 600 and at ᾱ there. How much of the "
    "picture is left, over all 784 pixels together?",
    "Think of two clean digits, a 4 and a 9, that differ in some fifty pixels. At ᾱ = 0.34 their "
    "difference is scaled by √0.34, and the noise in each pixel by √0.66; but the noise of fifty "
    "pixels averages out. Can the two be told apart?")
def comes_back(answer) -> Verdict:
    """How many digits, noised to t = 600 and denoised without a label, are what they were."""
    return choice(answer, {
        "a": "A tenth would be chance. But at t = 600 ᾱ is still 0.34, in all 784 pixels: run it.",
        "b": "The eye reads pixel by pixel, the net weighs all 784 together. Whose guess is this? "
             "Run it.",
        "c": "Yes: what looks like noise still tells nearly always which digit it was.",
    }, "c")


@exercise(
    "“How does a digit become noise?”: there ᾱ falls along a cosine, here it must be multiplied "
    "up from beta. PyTorch has a running product: look for names with cum in dir(torch).",
    "Make all thousand α of beta, then their running product. Print it at t = 100 and t = 500: is "
    "it above or below one half? Then look for the t at which it is nearest.")
def half_and_half(t) -> Verdict:
    """The whole t at which ᾱ_t is one half where β_t rises on a line from 0.0001 to 0.02."""
    if t is None:
        return NOT_TRIED
    t, verdict = number(t, "give a whole number from 0 to 999", lambda t: 0 <= t <= 999,
                        "half_and_half", whole=True)
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


@exercise(
    "“How does a digit become noise?” has the closed form of x_t: it brings a clean picture to "
    "any time in one line.",
    "First bring x_real to time s, with b as ᾱ_s and the noise that is given. Then choose pixel "
    "by pixel: that where known is 1, and what the sampler made where it is 0.")
def keep_known(function) -> Verdict:
    """x_s, the clean picture, the mask, ᾱ_s, noise → x_s with the known part put back."""
    fixed = torch.Generator().manual_seed(0)  # the notebook's own draws stay as they are
    x_s, x_real, noise = (torch.randn(4, 1, 6, 6, generator=fixed) for _ in range(3))
    known = (torch.rand(4, 1, 6, 6, generator=fixed) < 0.5).float()
    b = torch.tensor(0.6)
    value, verdict = called(function, (x_s, x_real, known, b, noise), tensor, tuple(x_s.shape))
    if verdict:
        return verdict

    def put(there, here=x_s, mask=known):
        return mask * there + (1 - mask) * here

    noisy = b.sqrt() * x_real + (1 - b).sqrt() * noise
    mistakes = [
        (put(x_real), "The known part goes back clean, but the net expects the noise of time s: "
                      "√b x_real + √(1 − b) noise."),
        (put(noisy, mask=1 - known), "Known and unknown are exchanged: known is 1 where the "
                                     "picture is given."),
        (put(b * x_real + (1 - b) * noise), "The factors are square roots: √b and √(1 − b)."),
        (put((1 - b).sqrt() * x_real + b.sqrt() * noise),
         "√b belongs to the picture, √(1 − b) to the noise."),
        (put(x_real + (1 - b).sqrt() * noise), "At time s the picture is scaled by √b."),
        (put(b.sqrt() * x_real), "The noise that belongs to time s is missing."),
        (put(x_real + noise), "Both parts have a factor: √b x_real + √(1 − b) noise."),
        (known * noisy, "The unknown part is lost: it stays as the sampler made it, x_s."),
        (known * noisy + x_s, "Where the picture is known x_s must go: (1 − known) · x_s."),
        (noisy, "The unknown part, too, comes from the real picture: there x_s stays."),
        (put(noisy, here=noise), "The unknown part stays as the sampler made it, x_s."),
        (x_s, "That is x_s unchanged: put the known part back."),
    ]
    if agree(value, put(noisy), atol=1e-4):
        return right("The given half stays what it is, as noisy as the net expects it, and the "
                     "other half is drawn so that both fit.")
    verdict = mistaken(value, mistakes, atol=1e-4)
    if verdict:
        return verdict
    again, verdict = called(function, (x_s, x_real, known, b, noise), tensor, tuple(x_s.shape))
    if verdict or not agree(again, value, atol=1e-4):
        return verdict or wrong("Two calls differ: take the noise that is given, no fresh one.")
    return wrong(f"The result is {(value - put(noisy)).abs().mean():.2f} away on average: noise "
                 "x_real for time s, take it where known is 1, and x_s elsewhere.")
