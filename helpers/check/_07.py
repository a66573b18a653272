"""Checks of notebook 07: the autoencoder family."""

import torch

from helpers.check._verdict import NOT_TRIED, Verdict, call, choice, right, tensor, wrong


def own_decoder(answer) -> Verdict:
    """What happens to the Jacobian's norm if the contractive decoder has a matrix of its own."""
    return choice(answer, {
        "a": "The error needs the code's differences, not their size: V can stretch them again.",
        "b": "Yes: W shrinks, V grows, the penalty is gone and the code as rich as before.",
        "c": "Nothing gains from a larger J: the penalty charges for it.",
    }, "b")


def half_survive(beta) -> Verdict:
    """The β of TailDrop with which number 15 of 64 survives in half of the draws."""
    if beta is None:
        return NOT_TRIED
    if isinstance(beta, bool) or not isinstance(beta, (int, float)) or not 0 < beta < 1000:
        return wrong(f"beta is {beta!r}: give a positive number, such as 0.67.")
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
    u, M, beta = torch.tensor([0.0, 0.31, 0.999, 0.5]), 10, 0.5
    value, verdict = call(function, u, M, beta)
    verdict = verdict or tensor(value, (4, M))
    if verdict:
        return verdict
    value, place = value.float(), torch.arange(M)

    def mask(power, u=u, kept=False):
        D = (M * u**power).floor()[:, None]
        return ((place < D) if kept else (place < M - D)).float()

    truth = mask(1 / beta)
    if torch.equal(value, truth):
        again, verdict = call(function, u, 64, 0.67)
        D = (64 * u ** (1 / 0.67)).floor()[:, None]
        if verdict or not torch.equal(torch.as_tensor(again).float(),
                                      (torch.arange(64) < 64 - D).float()):
            return wrong("Right for one M and β, but not for others: use the arguments.")
        return right("One draw a picture cuts its tail; no number is ever dropped before a "
                     "later one, and that is what sorts the code.")
    mistakes = [
        (mask(beta), "The power is turned round: Pr(D < τM) = τ^β asks for u^(1/β)."),
        (1 - truth, "Ones and zeros are exchanged: a one keeps its number."),
        (truth.flip(1), "This drops the head: the last D of each row must go."),
        (mask(1 / beta, kept=True), "This keeps D numbers: D counts those that are dropped."),
        (mask(1 / beta, u=1 - u), "u and 1 − u are exchanged: the larger u, the more is dropped."),
        ((place <= M - (M * u ** (1 / beta)).floor()[:, None]).float(),
         "One too many is kept: positions count from 0, so keep those below M − D."),
        ((place < M - (M * u ** (1 / beta)).ceil()[:, None]).float(),
         "Rounded up: D is the floor."),
    ]
    for mistake, reason in mistakes:
        if torch.equal(value, mistake):
            return wrong(reason)
    if not ((value == 0) | (value == 1)).all():
        return wrong("A mask holds ones and zeros only: a number stays as it is, or goes.")
    if (value == value[0]).all():
        return wrong("Every row is cut alike: u has one number a picture, D[:, None].")
    return wrong(f"For u = 0.5, M = 10, β = 0.5 two of ten are dropped; yours drops "
                 f"{int((1 - value[3]).sum())}.")
