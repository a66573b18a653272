"""A live class: ■ is pressed in every training of a notebook, and the class goes on.

    python -m tests.live_class notebooks/03_vae_manifold.ipynb

Runs the code cells in this process's own IPython shell. First from top to bottom, where the first
training of each cell is interrupted at its third batch; every other cell must run, its assertions
included. Then each training cell once more and to its end, with a dozen batches an epoch and
without the assertions (so few batches reach no quality): nothing may be used up. Exits 1 and names
the cells that fail.
"""

import os
import signal
import sys
from itertools import islice
from pathlib import Path

import nbformat
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from tests.pretend_run import NoAsserts

BATCHES = 12


def new_shell() -> InteractiveShell:
    """An IPython shell in this process that keeps no history on disk."""
    config = Config()
    config.HistoryManager.enabled = False
    shell = InteractiveShell.instance(config=config)
    shell.colors = "nocolor"
    return shell


def failure(shell: InteractiveShell, source: str) -> str | None:
    """Run a cell; what it raised, or None."""
    result = shell.run_cell(source, store_history=True)
    error = result.error_before_exec or result.error_in_exec
    return None if error is None else f"{type(error).__name__}: {error}"


def main(path: Path) -> list[str]:
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    os.chdir(path.parent)
    shell, failed, trainings = new_shell(), [], []
    failed += filter(None, [failure(shell, cells[0].source)])  # the setup cell finds helpers

    from helpers import data, train

    whole, running = train.fit, {"cell": None, "press": True}

    def fit(step, batches, epochs, **options):
        cell, calls = running["cell"], 0
        press = running["press"] and cell not in trainings
        if press:
            trainings.append(cell)

        def watched(*batch):
            nonlocal calls
            calls += 1
            if press and calls == 3:
                os.kill(os.getpid(), signal.SIGINT)  # what the ■ button sends
            return step(*batch)

        history = whole(watched, batches, epochs, **options)
        ended_early = calls == min(3, epochs * len(batches)) and not history.finished
        if press and not ended_early and epochs * len(batches) > 3:
            failed.append(f"{cell}: not ended by ■, {calls} batches")
        return history

    train.fit = fit
    for cell in cells[1:]:
        running["cell"] = cell.id
        if error := failure(shell, cell.source):
            failed.append(f"{cell.id}, a training before it interrupted: {error}")

    running["press"] = False
    every, count = data.Batches.__iter__, data.Batches.__len__
    most = {True: BATCHES, False: None}  # what is not shuffled is measured, and whole
    data.Batches.__iter__ = lambda self: islice(every(self), most[self.shuffle])
    data.Batches.__len__ = lambda self: len(range(count(self))[:most[self.shuffle]])
    shell.ast_transformers.append(NoAsserts())
    for cell in cells:
        if cell.id in trainings and (error := failure(shell, cell.source)):
            failed.append(f"{cell.id}, run again: {error}")
    print(f"{path.stem}: ■ in {len(trainings)} cells of {len(cells)}: {', '.join(trainings)}")
    return failed


if __name__ == "__main__":
    os.environ.setdefault("COURSE_PROFILE", "smoke")
    found = main(Path(sys.argv[1]).resolve())
    print("\n".join(found), file=sys.stderr)
    sys.exit(bool(found))
