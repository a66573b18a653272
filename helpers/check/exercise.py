"""What all exercises share: two hints for whoever asks, and how many of a notebook's are done.

Both are remembered here, for as long as the kernel lives.
"""

import functools
import inspect
from collections import Counter, defaultdict
from dataclasses import replace

from helpers.check.form import right_but
from helpers.check.verdict import Hint, Verdict, wrong

NAMES = defaultdict(set)   # a notebook's module of checks → their names
HINTS = Counter()           # name → calls with hint=True
DONE, OFFERED = set(), set()  # names: answered rightly; told that there are hints


def exercise(first: str, second: str):
    """Makes a check of a function that judges an answer. With hint=True it gives a hint instead.

    first: where to look; second: what to do first, which is not yet the solution.
    """
    def checked(judge):
        name, signature = judge.__name__, inspect.signature(judge)
        notebook = NAMES[judge.__module__]
        notebook.add(name)

        @functools.wraps(judge)
        def check(*answers, hint: bool = False, **named) -> Verdict:
            if hint:
                return _hint(name, first, second)
            try:
                answers = signature.bind(*answers, **named).args
            except TypeError:
                return wrong(f"The call must be check.{name}({', '.join(signature.parameters)}): "
                             "so many answers, in this order.")
            verdict = judge(*answers)
            if verdict.form:
                verdict = right_but(judge, answers) or verdict
            if verdict.ok:
                DONE.add(name)
            return replace(verdict, more=_more(name, verdict, notebook))

        hint = inspect.Parameter("hint", inspect.Parameter.KEYWORD_ONLY, default=False)
        check.__signature__ = signature.replace(
            parameters=[*signature.parameters.values(), hint])
        return check
    return checked


def _hint(name: str, first: str, second: str) -> Hint:
    """The next hint; after the last one that there is no other, and then they begin again."""
    HINTS[name] += 1
    if HINTS[name] % 3 == 1:
        return Hint(None, f"Hint 1 of 2: {first}", "Run the cell again for the second.")
    if HINTS[name] % 3 == 2:
        return Hint(None, f"Hint 2 of 2: {second}", "Without hint=True your answer is checked.")
    return Hint(None, "There are no more hints. The solution is folded below the cell (not in a "
                      "handout).", "Run the cell again to read the hints once more.")


def _more(name: str, verdict: Verdict, notebook: set[str]) -> str:
    """The line under a verdict: what is done; at an exercise's first wrong answer, the hints."""
    lines, count = [], len(DONE & notebook)
    if count == len(notebook):
        lines.append(f"{count} of {count} done: you have solved all exercises of this notebook.")
    elif count:
        lines.append(f"{count} of {len(notebook)} done.")
    if verdict.ok is False and not HINTS[name] and name not in OFFERED:
        OFFERED.add(name)
        lines.append("Add hint=True to the call for a hint.")
    return " ".join(lines)
