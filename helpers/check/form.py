"""Answers that are right but for their form: in quotes, in a list, in numpy, turned."""

import ast
import numbers

import numpy as np
import torch

from helpers.check.verdict import Verdict, wrong


def recast(value):
    """(the same numbers in the form that was probably wanted, what was wrong), else (value, "")."""
    try:
        return _recast(value)
    except Exception:  # a text that is no number, arrays of texts, lists of unequal lengths, …
        return value, ""


def _recast(value):
    if isinstance(value, str) and len(value) < 100:
        return ast.literal_eval(value.strip()), "in a string: take off the quotes"
    if isinstance(value, np.ndarray):
        return torch.tensor(value), "in a numpy array: torch.tensor(…) makes a tensor of it"
    if isinstance(value, (tuple, list)):
        if len(value) == 1:  # a number stays a tensor of shape (1,): one for each of one thing
            flat = isinstance(value[0], numbers.Number) or getattr(value[0], "ndim", 1) == 0
            return (torch.tensor(value) if flat else value[0]), (
                f"in a {type(value).__name__} of one: leave out the brackets or the comma")
        if isinstance(value[0], torch.Tensor):
            return torch.stack(tuple(value)), "in a list of tensors: torch.stack(…) joins them"
        return torch.tensor(value), "in a list: torch.tensor(…) makes a tensor of it"
    if isinstance(value, torch.Tensor) and 1 in value.shape:
        place = max(at for at, size in enumerate(value.shape) if size == 1)
        return value.squeeze(place), (f"in shape {tuple(value.shape)}: take off the dimension of "
                                      "length 1, by squeeze or without keepdim")
    if isinstance(value, torch.Tensor) and value.ndim == 2:
        return value.T, "with rows and columns exchanged: .T turns them"
    return value, ""


def right_but(check, answers: tuple) -> Verdict | None:
    """What to say where the numbers are right and only their form is off; None elsewhere."""
    notes = []

    def noted(value):
        value, note = recast(value)
        notes.extend([note] if note else [])
        return value

    def noting(function):
        def result(*arguments):
            return noted(function(*arguments))
        result.__wrapped__ = function  # a message names its arguments
        return result

    again = check(*(noting(x) if callable(x) else noted(x) for x in answers))
    return wrong(f"The value is right, but {notes[0]}.") if again.ok and notes else None
