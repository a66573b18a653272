"""Checks of notebook 07: the autoencoder family."""

import torch

from helpers.check.answer import called, number, tensor
from helpers.check.exercise import exercise
from helpers.check.letter import choice
from helpers.check.verdict import NOT_TRIED, Verdict, agree, mistaken, right, wrong


@exercise(
    "“A failure: the penalty is cheated” shows how one penalty was made to fall while no picture "
    "changed. Can the same be done to ‖J‖² when the decoder isn't tied to W?",
    "Suppose W is halved. What becomes of ‖J‖², and what would the decoder have to do for the "
    "pictures to stay? Then ask whether V can do it, and whether Wᵀ could.")
def own_decoder(answer) -> Verdict:
    """What happens to the Jacobian's norm if the contractive decoder has a matrix of its own."""
    return choice(answer, {
        "a": "What does the error need of a code: large differences, or ones that V can read?",
        "b": "Yes: W shrinks, V grows, and most of the penalty is gone at little loss.",
        "c": "Nothing gains from a larger J: the penalty charges for it.",
    }, "b")


@exercise(
    "“Stochastic bottleneck: one code for every length?” has the probability with which number i, "
    "counted from 0, survives.",
    "Write that probability down for the sixteenth number (i counts from 0) and ask for which "
    "exponent it is ½; a logarithm brings β down. Or try: 0.67 gives 0.84, and a larger β gives "
    "less.")
def beta_for_half(beta) -> Verdict:
    """The β of TailDrop with which number 15 of 64 survives in half of the draws."""
    if beta is None:
        return NOT_TRIED
    beta, verdict = number(beta, "give a positive number, such as 0.67 (below 1,000)",
                           lambda beta: -1000 < beta < 1000 and beta,
                           "beta_for_half")
    if verdict:
        return verdict
    if beta < 0:
        return wrong("A minus too many: log ½ and log (49/64) are both negative, and so their "
                     "quotient isn't." if abs((49 / 64) ** -beta - 0.5) <= 0.007 else
                     "With β below 0 it would survive in more than all draws: β is positive.")
    share = (49 / 64) ** beta
    if abs(share - 0.5) <= 0.007:
        return right(f"It survives in {share:.0%}: short codes are common now, and the first few "
                     "numbers get most of the training.")
    if abs((15 / 64) ** beta - 0.5) <= 0.03:
        return wrong("That solves (15/64)^β = ½: number 15 survives while D is below 64 − 15, so "
                     "the base is 49/64.")
    if abs((48 / 64) ** beta - 0.5) <= 0.004:
        return wrong("That solves (48/64)^β = ½: number 15, counted from 0, is the sixteenth, and "
                     "M − i is 49.")
    if abs((49 / 64) ** (1 / beta) - 0.5) <= 0.007:
        return wrong("That is 1 / β: the quotient of the two logarithms is turned over.")
    return wrong(f"With β = {beta:g} it survives in {share:.0%} of the draws: take β "
                 f"{'larger' if share > 0.5 else 'smaller'}.")


@exercise(
    "“Stochastic bottleneck: one code for every length?” cuts the tail of a code in the same way: "
    "positions are compared with one number for each picture.",
    "First compute b for each row, (B,). p is a plain number, so make a tensor of 1 − p for its "
    "logarithm. Then compare the positions 0 to M − 1 with b as a column, (B, 1): that broadcasts "
    "to (B, M). How many positions are below b?")
def nested_mask(function) -> Verdict:
    """(B,), M, p → (B, M): ones for the first b of each row, b = 1 + ⌊log(1 − u) / log(1 − p)⌋."""
    def masks(M, p, u=None, base=None, first=1):
        """The right mask, or what a mistake makes of it; u of the rows below by default."""
        u = draws if u is None else u
        b = first + torch.floor((1 - u).log() / torch.tensor(1 - (base or p)).log())
        return (torch.arange(M) < b[:, None]).double()

    draws, M, p = torch.tensor([0.05, 0.31, 0.9, 0.6]), 10, 0.2
    value, verdict = called(function, (draws, M, p), tensor, (4, M))
    if verdict:
        return verdict
    truth = masks(M, p)
    if agree(value, truth):
        again, verdict = called(function, (draws, 64, 0.07), tensor, (4, 64))
        if verdict or not agree(again, masks(64, 0.07)):
            return wrong("Right for M = 10 and p = 0.2, but not for 64 and 0.07: use the arguments."
                         + (f" {verdict.text}" if verdict else ""))
        return right("The head always stays: number i never survives without all before it, and "
                     "that is what sorts the code, here as in TailDrop.")
    mistakes = [
        (1 - truth, "Ones and zeros are exchanged: a one keeps its number."),
        (truth.flip(1), "This keeps the tail: the first b of each row stay."),
        ((1 - truth).flip(1), "This drops the first b; they are what stays."),
        (masks(M, p, first=0), "One too few: b counts from 1, and position 0 is the first."),
        (masks(M, p, first=2), "One too many: positions count from 0, so keep those below b."),
        (masks(M, p, u=1 - draws), "log u in place of log(1 − u): the same law, but other rows."),
        (masks(M, p, base=1 - p), "The lower logarithm is of 1 − p, not of p."),
    ]
    verdict = mistaken(value, mistakes)
    if verdict:
        return verdict
    if (value.diff(dim=1) > 0).any():
        return wrong("A one stands behind a zero: the first b of a row stay together, not single "
                     "numbers each by a draw of its own, as in dropout.")
    if not ((value == 0) | (value == 1)).all():
        return wrong("A mask holds ones and zeros only: a number stays as it is, or goes.")
    if (value == value[0]).all() and 0 < value.sum() < value.numel():
        return wrong("Every row is cut alike: u has one number a picture, b[:, None].")
    row = int((value != truth).any(1).nonzero()[0])
    stay, yours = (int(mask[row].sum()) for mask in (truth, value))
    return wrong(f"For u = {draws[row]:g}, M = 10, p = 0.2 the first {stay} of ten stay; yours "
                 f"keeps {yours}.")
