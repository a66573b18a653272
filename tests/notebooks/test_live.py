"""A live class on another device: each training is interrupted, and all below it still works."""

import sys
from itertools import islice
from pathlib import Path

import nbformat
import pytest
import torch

from helpers import train
from tests.notebooks.apart import run
from tests.shown import KERNEL
from tools.train_weights import ROOT, run_cells

NOTEBOOKS = sorted((Path(ROOT) / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_all_cells_run_after_interrupted_trainings_and_on_another_device(path):
    """A process of its own, since it is a class and a device of its own: see live_class.py."""
    found = run("live_class", path)
    assert found["failed"] == {} and len(found["trainings"]) >= 1
    interactive = any(KERNEL.search(cell.source) for cell in nbformat.read(path, 4).cells
                      if cell.cell_type == "code")
    assert (found["controls"] > 0) == interactive


@pytest.mark.parametrize(("notebook", "what"), [
    ("05_dcgan", lambda names: names["game"].ema(names["z_fixed"])),
    ("06_cyclegan", lambda names: names["game"].G(2 * names["a_test"] - 1)),
])
def test_the_same_seed_gives_the_same_samples_twice(notebook, what, monkeypatch):
    monkeypatch.chdir(Path(ROOT) / "notebooks")
    monkeypatch.setattr(sys, "path", list(sys.path))
    whole = train.fit
    monkeypatch.setattr(train, "fit", lambda step, batches, epochs, **options: whole(
        step, list(islice(batches, 15)), 1, **options))
    first, second = (what(run_cells(notebook, f"train-{notebook}")).detach() for _ in range(2))
    assert torch.equal(first, second) and first.std() > 0.01
