"""A live class: a training is interrupted or not run at all, and the next cells still work."""

import os
import signal
import sys
from itertools import islice
from pathlib import Path

import nbformat
import pytest
import torch

from helpers import train
from tools.train_weights import ROOT, run_cells

# The cells that train for minutes: without them, the shipped weights carry the lesson.
TRAININGS = {"05_dcgan": {"training-run"}, "06_cyclegan": {"train-run", "judge-run"},
             "07_autoencoder_family": {
                 "plain-run", "l1-run", "l1-mended", "kl-run", "ring-run", "denoise-run",
                 "contractive-run", "conv-run", "taildrop-run", "beta-run", "vq-run"},
             "08_gan_family": {"six-run", "wgan-run", "cgan-run", "info-run"},
             "09_diffusion": {"training-run"}}


def run(notebook: str, skip: frozenset | set = frozenset()) -> dict:
    """Run the code cells of a notebook, without those named; return the names they leave."""
    cells = nbformat.read(Path(ROOT) / "notebooks" / f"{notebook}.ipynb", as_version=4).cells
    names = {"__name__": "__main__", "display": lambda *things: None}
    for cell in cells:
        if cell.cell_type == "code" and cell.id not in skip:
            exec(compile(cell.source, f"{notebook}:{cell.id}", "exec"), names)
    return names


@pytest.fixture(autouse=True)
def in_the_notebooks_folder(monkeypatch):
    monkeypatch.chdir(Path(ROOT) / "notebooks")
    monkeypatch.setattr(sys, "path", list(sys.path))


@pytest.mark.parametrize("notebook", TRAININGS)
def test_the_cells_after_an_interrupted_training_work(notebook, monkeypatch):
    whole, ended = train.fit, []

    def pressed_at_the_third_batch(step, batches, epochs, **options):
        seen = []

        def watched(*batch):
            seen.append(1)
            if len(seen) == 3:
                os.kill(os.getpid(), signal.SIGINT)  # what the ■ button sends
            return step(*batch)

        history = whole(watched, batches, epochs, **options)
        ended.append((len(seen), history.epoch < epochs))
        return history

    monkeypatch.setattr(train, "fit", pressed_at_the_third_batch)
    names = run(notebook)
    assert ended[0] == (3, True) and len(names["history"].steps["loss"]) == 3


@pytest.mark.parametrize("notebook", TRAININGS)
def test_the_shipped_weights_carry_the_lesson_without_training(notebook):
    names = run(notebook, TRAININGS[notebook])
    assert names["history"].steps == {}


@pytest.mark.parametrize(("notebook", "what"), [
    ("05_dcgan", lambda names: names["ema"](names["z_fixed"])),
    ("06_cyclegan", lambda names: names["game"].G(2 * names["a_test"] - 1)),
])
def test_the_same_seed_gives_the_same_samples_twice(notebook, what, monkeypatch):
    whole = train.fit
    monkeypatch.setattr(train, "fit", lambda step, batches, epochs, **options: whole(
        step, list(islice(batches, 15)), 1, **options))
    first, second = (what(run_cells(notebook, f"train-{notebook}")).detach() for _ in range(2))
    assert torch.equal(first, second) and first.std() > 0.01
