"""Reading a prediction: a letter, and a sentence for whatever else was given."""

import numbers
import re

import numpy as np
import torch

from helpers.check.answer import shown
from helpers.check.verdict import NOT_TRIED, Verdict, wrong


def choice(answer, reasons: dict[str, str], correct: str) -> Verdict:
    """A prediction: one of the letters in `reasons`, each with the sentence that answers it."""
    if answer is None:
        return NOT_TRIED
    letter = re.sub(r"[\s().:]", "", answer).lower() if isinstance(answer, str) else ""
    if letter in reasons:
        return Verdict(letter == correct, reasons[letter])
    wanted = f"answer with one of the letters {', '.join(reasons)}, in quotes."
    if not isinstance(answer, str):
        return wrong(f"{_no_text(answer)}: {wanted}")
    if not letter:
        return wrong(f"Nothing stands between the quotes: {wanted}")
    words = re.findall(r"\w+", answer.lower())
    named = sorted({part for word in words if word not in ("and", "or")
                    for part in (word if set(word) <= set(reasons) else [word])})
    if len(named) > 1 and set(named) <= set(reasons):
        return wrong(f"You named {' and '.join(named)}. Decide for the likelier: {wanted}")
    if re.fullmatch(r"[-+\d.,%\s]+", answer):
        return wrong(f"{shown(answer)} is a number in quotes. Which option do you mean? Please "
                     f"{wanted}")
    if len(letter) == 1:
        return wrong(f"There is no option {letter}: {wanted}")
    return wrong(f"{shown(answer)} is a text, and the check reads no texts. If it is an option's, "
                 f"its letter is enough: {wanted}")


def _no_text(answer) -> str:
    """What an answer is that isn't even in quotes."""
    if isinstance(answer, (tuple, list, set, frozenset, dict)):
        return f"A {type(answer).__name__} stands here: leave out brackets and commas"
    if not isinstance(answer, (bool, np.bool_)) and isinstance(
            answer, (numbers.Number, np.generic, np.ndarray, torch.Tensor)):
        return f"{shown(answer)} is a number. Which option do you mean? The options have letters"
    return f"This is {shown(answer)}"
