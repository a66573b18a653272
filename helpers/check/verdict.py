"""What every check answers: a verdict, one sentence for the learner."""

import html
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
    letter = answer.strip().lower() if isinstance(answer, str) else ""
    if letter not in reasons:
        return wrong(f"Answer with one of the letters {', '.join(reasons)}, in quotes.")
    return Verdict(letter == correct, reasons[letter])


def agree(value, other, *, atol: float = 0.0, rtol: float = 0.0) -> bool:
    """Whether numbers or tensors of one shape are equal but for rounding; in double precision."""
    value, other = (torch.as_tensor(x).detach().double() for x in (value, other))
    return value.shape == other.shape and torch.allclose(value, other, atol=atol, rtol=rtol)


def mistaken(value, mistakes: list, *, atol: float = 0.0, rtol: float = 0.0) -> Verdict | None:
    """The reason of the usual mistake that gives this value; None where none does.

    mistakes: (what it gives, the reason). No two may give the same, nor what is right: else a
    learner is told a reason that isn't theirs.
    """
    for other, reason in mistakes:
        if agree(value, other, atol=atol, rtol=rtol):
            return wrong(reason)
    return None
