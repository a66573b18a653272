"""What every check is made of."""

import html
from collections.abc import Callable
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
    letter = str(answer).strip().lower()
    if letter not in reasons:
        return wrong(f"Answer with one of the letters {', '.join(reasons)}, in quotes.")
    return Verdict(letter == correct, reasons[letter])


def call(function: Callable, *arguments):
    """The function's value and None, or None and a Verdict: not tried, or it raised."""
    try:
        value = function(*arguments)
    except Exception as error:  # whatever the learner's code does, it gets a sentence
        first_line = (str(error) or "no message").splitlines()[0]
        return None, wrong(f"Your function stopped with {type(error).__name__}: {first_line}")
    return (None, NOT_TRIED) if value is None else (value, None)


def tensor(value, shape: tuple) -> Verdict | None:
    """None where value is a tensor of that shape, else the Verdict that says what it is."""
    if not isinstance(value, torch.Tensor):
        return wrong(f"Return a tensor of shape {shape}; yours is a {type(value).__name__}.")
    if tuple(value.shape) != shape:
        return wrong(f"Return shape {shape}; yours has {tuple(value.shape)}.")
    return None
