"""A live class: every training is interrupted, and all that stands below still works."""

import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest
import torch

from helpers import train
from tools.train_weights import ROOT, run_cells

NOTEBOOKS = sorted((Path(ROOT) / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_all_cells_run_after_an_interrupted_training_and_the_training_again(path):
    """A process of its own, since it is a class of its own: see tests/live_class.py."""
    run = subprocess.run([sys.executable, "-m", "tests.live_class", str(path)], cwd=ROOT,
                         capture_output=True, text=True)
    assert run.returncode == 0, run.stderr[-3000:]
    said = run.stdout.splitlines()[-1]
    assert "■ in" in said and "■ in 0 cells" not in said, said
    print(said)


@pytest.mark.parametrize(("notebook", "what"), [
    ("05_dcgan", lambda names: names["ema"](names["z_fixed"])),
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
