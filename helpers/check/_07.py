"""Checks of notebook 07: the autoencoder family."""

import torch

from helpers.check.answer import called, number, tensor
from helpers.check.verdict import NOT_TRIED, Verdict, agree, choice, mistaken, right, wrong


def own_decoder(answer) -> Verdict:
    """What happens to the Jacobian's norm if the contractive decoder has a matrix of its own."""
    return choice(answer, {
        "a": "The error needs the code's differences, not their size: V can stretch them again.",
        "b": "Yes: W shrinks, V grows, and most of the penalty is gone at little loss.",
        "c": "Nothing gains from a larger J: the penalty charges for it.",
    }, "b")


def half_survive(beta) -> Verdict:
    """The β of TailDrop with which number 15 of 64 survives in half of the draws."""
    if beta is None:
        return NOT_TRIED
    beta, verdict = number(beta, "give a positive number, such as 0.67 (below 1,000)",
                           lambda beta: 0 < beta < 1000, "beta")
    if verdict:
        return verdict
    share = (49 / 64) ** beta
    if abs(share - 0.5) <= 0.007:
        return right(f"It survives in {share:.0%}: short codes are common now, and the first few "
                     "numbers get most of the training.")
    if abs((15 / 64) ** beta - 0.5) <= 0.03:
        return wrong("That solves (15/64)^β = ½: number 15 survives while D is below 64 − 15, so "
                     "the base is 49/64.")
    return wrong(f"With β = {beta:g} it survives in {share:.0%} of the draws: take β "
                 f"{'larger' if share > 0.5 else 'smaller'}.")


def tail_mask(function) -> Verdict:
    """(B,), M, β → (B, M): ones, and zeros for the last ⌊M u^(1/β)⌋ of each row."""
    def masks(M, beta, power=None, u=None, kept=False, rounded=torch.floor):
        """The right mask, or what a mistake makes of it; u of the rows below by default."""
        D = rounded(M * (draws if u is None else u) ** (power or 1 / beta))[:, None]
        return ((torch.arange(M) < D) if kept else (torch.arange(M) < M - D)).double()

    draws, M, beta = torch.tensor([0.0, 0.31, 0.999, 0.5]), 10, 0.5
    value, verdict = called(function, (draws, M, beta), tensor, (4, M))
    if verdict:
        return verdict
    truth = masks(M, beta)
    if agree(value, truth):
        again, verdict = called(function, (draws, 64, 0.67), tensor, (4, 64))
        if verdict or not agree(again, masks(64, 0.67)):
            return wrong("Right for M = 10 and β = 0.5, but not for 64 and 0.67: use the arguments."
                         + (f" {verdict.text}" if verdict else ""))
        return right("One draw a picture cuts its tail; no number is ever dropped before a "
                     "later one, and that is what sorts the code.")
    mistakes = [
        (masks(M, beta, power=beta),
         "The power is turned round: Pr(D < τM) = τ^β asks for u^(1/β)."),
        (1 - truth, "Ones and zeros are exchanged: a one keeps its number."),
        (truth.flip(1), "This drops the head: the last D of each row must go."),
        (masks(M, beta, kept=True), "This keeps D numbers: D counts those that are dropped."),
        (masks(M, beta, u=1 - draws),
         "u and 1 − u are exchanged: the larger u, the more is dropped."),
        (masks(M, beta, rounded=lambda D: D.floor() - 1),
         "One too many is kept: positions count from 0, so keep those below M − D."),
        (masks(M, beta, rounded=torch.ceil), "Rounded up: D is the floor."),
        (masks(M, beta, rounded=torch.round), "Rounded to the nearest: D is the floor."),
    ]
    verdict = mistaken(value, mistakes)
    if verdict:
        return verdict
    if (value.diff(dim=1) > 0).any():
        return wrong("A one stands behind a zero: the last D of a row go together, not single "
                     "numbers each by a draw of its own, as in dropout.")
    if not ((value == 0) | (value == 1)).all():
        return wrong("A mask holds ones and zeros only: a number stays as it is, or goes.")
    if (value == value[0]).all() and 0 < value.sum() < value.numel():
        return wrong("Every row is cut alike: u has one number a picture, D[:, None].")
    row = int((value != truth).any(1).nonzero()[0])
    dropped, yours = (int((1 - mask[row]).sum()) for mask in (truth, value))
    return wrong(f"For u = {draws[row]:g}, M = 10, β = 0.5 the last {dropped} of ten are dropped; "
                 f"yours drops {yours}.")
