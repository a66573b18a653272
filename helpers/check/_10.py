"""Checks of notebook 10: flows, words, the scoreboard."""

import torch

from helpers.check.answer import called, number, tensor
from helpers.check.exercise import exercise
from helpers.check.letter import choice
from helpers.check.verdict import NOT_TRIED, Verdict, agree, mistaken, right, wrong


@exercise(
    "“What does it write?”: 49 words, one draw after the other. The Fréchet ratio feels two "
    "faults: pictures that are no digits, and variety that is missing.",
    "Look at twenty digits of this writer at temperature 1 and count those that are no digit. "
    "Which of the two faults is larger in it, and which of them does a cooler pen make smaller?")
def cooler_pen(answer) -> Verdict:
    """The Fréchet ratio of written digits at temperature ½, beside temperature 1."""
    return choice(answer, {
        "a": "Yes, for this writer: at each of 49 words it may choose one that doesn't fit, and a "
             "cooler pen does so less often. That gains more than the lost variety costs.",
        "b": "Variety is lost, that is true. But 49 times a word is chosen that may not fit: what "
             "becomes of those? Run it.",
        "c": "49 choices, each a little cooler: the sets differ clearly. Run it.",
    }, "a")


@exercise(
    "“Is this another model than diffusion?” divides a noised picture by the sum of its two "
    "weights. What does the flow call the weight of the noise?",
    "Write down the weights of picture and noise at ᾱ = 0.9: both are roots. In the flow the two "
    "weights add up to 1: scale yours until they do.")
def matching_time(t) -> Verdict:
    """The t of flow matching at which datum and noise stand as in a diffusion with ᾱ = 0.9."""
    if t is None:
        return NOT_TRIED
    t, verdict = number(t, "give a number between 0 and 1, such as 0.5", lambda t: 0 < t < 1,
                        "matching_time")
    if verdict:
        return verdict
    if abs(t - 0.25) <= 0.006:
        return right("1 part of noise to 3 of the datum: √0.1 to √0.9. At that pair of times one "
                     "net can serve both, once its input is scaled.")
    for value, reason in ((0.1, "1 − ᾱ is the share of the mean square; the weights of datum and "
                                "noise in the picture are the roots."),
                          (0.9, "That is ᾱ itself; t is the weight of the noise."),
                          (0.75, "That is the weight of the datum; t is that of the noise."),
                          (0.316, "√(1 − ᾱ) is the weight of the noise in the diffusion; in the "
                                  "flow both weights add up to 1: divide by their sum."),
                          (0.333, "1 to 3 is noise to datum; t is noise to the sum of both."),
                          (0.684, "That is 1 − √(1 − ᾱ); the weights are √(1 − ᾱ) and √ᾱ, divided "
                                  "by their sum.")):
        if abs(t - value) <= 0.006:
            return wrong(reason)
    return wrong(f"At t = {t:g} noise and datum stand as {t / (1 - t):.2f} to 1; in the diffusion "
                 f"as √0.1 to √0.9: t must be {'smaller' if t > 0.25 else 'larger'}.")


@exercise(
    "“How many steps does it take to follow it?”: Euler's step goes along u for the whole of h. "
    "It is the first part of yours.",
    "Look up the velocity twice: at the start, and where Euler's step arrives, at the time of its "
    "arrival. Time runs down, so a step takes h times a velocity away. Then go once more from the "
    "start, with the mean of the two.")
def heun_step(function) -> Verdict:
    """u(x, t), x (N, 2), t, h → x at t − h, by the mean of the velocities at both ends."""
    fixed = torch.Generator().manual_seed(0)  # the notebook's own draws stay as they are
    x, t, h = torch.randn(5, 2, generator=fixed), torch.full((5, 1), 0.8), 0.3

    def u(x, t):
        return (1 + t) ** 2 * x.flip(-1) + t

    value, verdict = called(function, (u, x, t, h), tensor, tuple(x.shape))
    if verdict:
        return verdict
    first = u(x, t)
    second = u(x - h * first, t - h)
    if agree(value, x - h * (first + second) / 2, atol=1e-4):
        return right("Both ends count: the error of a step falls with h³ and that of the whole "
                     "way with h², where Euler's falls with h.")
    middle = u(x - h * first / 2, t - h / 2)
    mistakes = [
        (x - h * first, "That is Euler's step: the velocity at its end must be averaged in."),
        (x - h * second, "Only the velocity at the end: take the mean of both."),
        (x - h * (first + second), "The two velocities are added, not averaged: divide by 2."),
        (x + h * (first + second) / 2,
         "Time runs down, from t to t − h: the velocity is taken away."),
        (x - h * (first + u(x - h * first, t)) / 2,
         "The second velocity is looked up at the end of the step: its time is t − h."),
        (x - h * (first + u(x, t - h)) / 2,
         "The second velocity is looked up where Euler's step arrives, not at x."),
        (x - h * (first + u(x + h * first, t + h)) / 2,
         "The second look goes the wrong way: to x − h·u and t − h."),
        (x - h * (first + u(x + h * first, t - h)) / 2,
         "Euler's step leads to x − h·u: time runs down."),
        (x - h * (first + u(x - h * first, t + h)) / 2, "The step ends at t − h, not t + h."),
        (x - h * middle, "That is the midpoint rule: as good, but Heun's takes the mean of both "
                         "ends."),
        (x - h * first - h * (first + second) / 2,
         "The second step begins at the start x again, not where Euler's arrived."),
        ((first + second) / 2, "That is the mean velocity: x must still go along it, by h."),
        (x, "That is x unchanged."),
    ]
    verdict = mistaken(value, mistakes, atol=1e-4)
    if verdict:
        return verdict
    return wrong("Not this: first = u(x, t), then u at x − h·first and t − h, then from x by h "
                 f"along their mean. Yours goes {(value - x).norm(dim=1).mean():.2f} on average.")
