"""Run one notebook on the pretend accelerator, then move every control of its interactives.

    python -m tests.pretend_run notebooks/04_gan_value_function.ipynb

Looks for device faults alone, so it leaves out what takes long and finds none: each epoch of a
training ends after three batches (a fault shows in the first one, or in what follows the epoch),
and asserts are taken out, since numbers of so short a training are not what the notebook says.
The cells run in IPython's own shell, so that every figure, live picture and interactive is built.
Prints a JSON line for what failed: cell (or "controls") → error; and the number of controls.
"""

import ast
import json
import os
import sys
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BATCHES = 3


class First:
    """The first batches of each epoch."""

    def __init__(self, batches):
        self.batches = batches

    def __len__(self) -> int:
        return min(BATCHES, len(self.batches))

    def __iter__(self):
        return islice(self.batches, BATCHES)


class NoAsserts(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.copy_location(ast.Pass(), node)


def press_after_each_choice() -> None:
    """Every button with every option of each list: another game begins, and then it is played.

    RuntimeError names the button and the option. Lists of more than ten are of pictures alike.
    """
    import ipywidgets

    from tests.controls import living, press

    buttons = [made for made in living() if isinstance(made, ipywidgets.Button)]
    lists = [made for made in living() if isinstance(made, ipywidgets.Dropdown)]
    for chosen in (made for made in lists if len(made.options) <= 10):
        for i in [*range(len(chosen.options)), chosen.index]:
            chosen.index = i
            for button in buttons:
                try:
                    press(button)
                except Exception as error:
                    raise RuntimeError(f"{button.description!r} after {chosen.label!r}: "
                                       f"{type(error).__name__}: {error}") from error


def run(path: Path) -> dict:
    """Errors of the cells of a notebook and of its controls, and how many controls there are."""
    import nbformat
    from IPython.core.interactiveshell import InteractiveShell

    from helpers import train
    from tests.controls import move_every_control

    whole = train.fit
    train.fit = lambda step, batches, *rest, **options: whole(step, First(batches), *rest,
                                                             **options)
    shell = InteractiveShell.instance()
    shell.ast_transformers.append(NoAsserts())
    failed = {}
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            result = shell.run_cell(cell.source, store_history=True)
            if not result.success:
                error = result.error_before_exec or result.error_in_exec
                failed[cell.id] = f"{type(error).__name__}: {str(error)[:300]}"
    controls = 0
    try:
        controls = move_every_control()
        press_after_each_choice()
    except RuntimeError as error:
        failed["controls"] = str(error)[:300]
    return {"failed": failed, "controls": controls}


if __name__ == "__main__":
    path = Path(sys.argv[1]).resolve()
    sys.path.insert(0, str(ROOT))
    from tests import pretend

    library = pretend.begin()
    os.chdir(ROOT / "notebooks")
    print(json.dumps(run(path)))
