"""A live class on another device: ■ is pressed in every training, and the class goes on.

    python -m tests.notebooks.live_class notebooks/03_vae_manifold.ipynb

Runs the code cells in this process's own IPython shell, on the pretend accelerator where this
PyTorch can be given one. First from top to bottom, where the first training of each cell is
interrupted at its third batch; every other cell must run, its assertions included. Then each
training cell once more and to its end, with a few batches an epoch and without the assertions (so
few batches reach no quality): nothing may be used up. Last, every control of its interactives.

Prints a JSON line: what failed, cell (or "controls") → error; the cells in which ■ was pressed; the
number of controls. Both faults show in any batch: a device mixed, and a thing used up.
"""

import json
import os
import signal
import sys
from pathlib import Path

import nbformat
from IPython.core.interactiveshell import InteractiveShell
from torch.utils import backend_registration
from traitlets.config import Config

from tests.controls import living, move_every_control, press
from tests.notebooks.shortened import shorten

PRETEND = hasattr(backend_registration, "_setup_privateuseone_for_python_backend")


class Class:
    """A notebook's cells in a shell, and a `train.fit` in which ■ can be pressed."""

    def __init__(self):
        from helpers import train

        config = Config()
        config.HistoryManager.enabled = False
        self.shell = InteractiveShell.instance(config=config)
        self.shell.colors = "nocolor"
        self.failed, self.trainings, self.cell, self.press = {}, [], None, True
        self.whole, train.fit = train.fit, self.fit

    def run(self, cell, when: str = "") -> None:
        self.cell = cell.id
        result = self.shell.run_cell(cell.source, store_history=True)
        if error := result.error_before_exec or result.error_in_exec:
            self.failed[cell.id + when] = f"{type(error).__name__}: {str(error)[:300]}"

    def fit(self, step, batches, epochs, **options):
        calls, press = 0, self.press and self.cell not in self.trainings
        if press:
            self.trainings.append(self.cell)

        def watched(*batch):
            nonlocal calls
            calls += 1
            if press and calls == 3:
                os.kill(os.getpid(), signal.SIGINT)  # what the ■ button sends
            return step(*batch)

        history = self.whole(watched, batches, epochs, **options)
        total = epochs * len(batches)
        if press and total > 3 and (calls != 3 or history.finished):
            self.failed[self.cell] = f"not ended by ■, {calls} of {total} batches"
        return history


def press_after_each_choice() -> None:
    """Every button with every option of each list: another game begins, and then it is played.

    RuntimeError names the button and the option. Lists of more than ten are of pictures alike.
    """
    import ipywidgets

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


def main(path: Path) -> dict:
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    here = Class()
    for cell in cells:
        here.run(cell)
    here.press, controls = False, 0
    shorten(here.shell)
    for cell in cells:
        if cell.id in here.trainings:
            here.run(cell, ", run again")
    try:
        controls = move_every_control()
        press_after_each_choice()
    except RuntimeError as error:
        here.failed["controls"] = str(error)[:300]
    return {"failed": here.failed, "trainings": here.trainings, "controls": controls}


if __name__ == "__main__":
    notebook = Path(sys.argv[1]).resolve()
    root = Path(__file__).resolve().parents[2]
    sys.path.insert(0, str(root))
    os.environ.setdefault("COURSE_PROFILE", "smoke")
    if PRETEND:
        from tests.notebooks import pretend

        library = pretend.begin()
    os.chdir(root / "notebooks")
    print(json.dumps(main(notebook)))
