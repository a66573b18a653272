"""What every check answers: a verdict, one sentence for the learner."""

import html
from dataclasses import dataclass, field

import torch


@dataclass(frozen=True)
class Verdict:
    """ok: None (not tried yet), True or False; text: one sentence for the learner.

    more: a second line, such as "2 of 3 done"; form: whether a type or shape was refused before
    anybody looked at the numbers. Verdicts with the same ok and text are equal.
    """

    ok: bool | None
    text: str
    more: str = field(default="", compare=False)
    form: bool = field(default=False, compare=False)

    def look(self) -> tuple[str, str]:
        """Symbol and colour."""
        return {None: ("…", "#7f7f7f"), True: ("✓", "#009E73"), False: ("✗", "#D55E00")}[self.ok]

    def __repr__(self) -> str:
        return f"{self.look()[0]} {self.text}" + (f"\n{self.more}" if self.more else "")

    def _repr_html_(self) -> str:
        return (
            f"<div role='status' style='border-left: 5px solid {self.look()[1]}; "
            f"padding: 4px 10px'>{html.escape(repr(self)).replace(chr(10), '<br>')}</div>"
        )


class Hint(Verdict):
    """A hint that was asked for: it judges nothing, so ok is None."""

    def look(self) -> tuple[str, str]:
        return "?", "#0072B2"


NOT_TRIED = Verdict(None, "Not tried yet: write your answer above, then run the cell again.")


def right(text: str) -> Verdict:
    return Verdict(True, text)


def wrong(text: str, form: bool = False) -> Verdict:
    return Verdict(False, text, form=form)


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
