"""Checkpoints: written whole or not at all, read only where they fit."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch
from torch import nn

from helpers import train
from helpers.train import state
from tests.train.problems import interrupt_after, parameters, problem

ROOT = Path(__file__).resolve().parents[2]


def test_fit_resumes_from_a_checkpoint_with_the_same_numbers(tmp_path):
    step, batches, keep = problem()
    whole = train.fit(step, batches, 4, keep=keep)
    expected = parameters(keep)

    path = tmp_path / "run.pt"
    step, batches, keep = problem()
    train.fit(interrupt_after(step, 10), batches, 4, keep=keep, checkpoint=path)
    step, batches, keep = problem(seed=1)  # as after a restart: other weights, other numbers
    batches.tensors = problem()[1].tensors
    torch.rand(5)
    history = train.fit(step, batches, 4, keep=keep, checkpoint=path)
    assert history.steps == whole.steps
    assert torch.equal(parameters(keep), expected)


def test_a_finished_checkpoint_trains_no_further(tmp_path, capsys):
    step, batches, keep = problem()
    train.fit(step, batches, 2, keep=keep, checkpoint=tmp_path / "run.pt")
    after = parameters(keep)
    history = train.fit(step, batches, 2, keep=keep, checkpoint=tmp_path / "run.pt")
    assert torch.equal(parameters(keep), after) and len(history["loss"]) == 2
    assert "nothing to do" in capsys.readouterr().out


def test_a_folder_that_cannot_be_written_is_an_error_before_any_training(tmp_path):
    step, batches, keep = problem()
    blocked = tmp_path / "a file, not a folder"
    blocked.write_text("")
    before = parameters(keep)
    with pytest.raises(train.TrainError, match="No checkpoint can be written"):
        train.fit(step, batches, 1, keep=keep, checkpoint=blocked / "run.pt")
    assert torch.equal(parameters(keep), before)


def test_a_read_only_folder_is_an_error_before_any_training(tmp_path, monkeypatch):
    step, batches, keep = problem()

    def refuse(*args, **kwargs):  # root may write anywhere, so the system's answer is imitated
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(state.tempfile, "NamedTemporaryFile", refuse)
    with pytest.raises(train.TrainError, match="Permission denied.*you may write to"):
        train.fit(step, batches, 1, keep=keep, checkpoint=tmp_path / "run.pt")


def test_a_damaged_checkpoint_is_named_and_the_models_stay_as_they_were(tmp_path):
    path = tmp_path / "run.pt"
    step, batches, keep = problem()
    train.fit(step, batches, 1, keep=keep, checkpoint=path)
    path.write_bytes(path.read_bytes()[:300])
    before = parameters(keep)
    with pytest.raises(train.TrainError, match="can't be read.*delete it"):
        train.fit(step, batches, 2, keep=keep, checkpoint=path)
    assert torch.equal(parameters(keep), before)


def test_a_checkpoint_of_another_model_is_refused_and_the_model_stays_as_it_was(tmp_path):
    path = tmp_path / "run.pt"
    step, batches, keep = problem()
    train.fit(step, batches, 1, keep=keep, checkpoint=path)
    other = nn.Linear(3, 4)
    before = other.weight.clone()
    with pytest.raises(train.TrainError, match="of other models"):
        train.fit(step, batches, 2, checkpoint=path,
                  keep={"model": other, "optimizer": torch.optim.Adam(other.parameters())})
    assert torch.equal(other.weight, before)
    with pytest.raises(train.TrainError, match="keep names"):
        train.fit(step, batches, 2, keep={"net": other}, checkpoint=path)


KILLED = """
import sys, torch
from torch import nn
sys.path.insert(0, {root!r})
from helpers import train
from helpers.train import state
history = train.History()
model = nn.Linear(700, 700)
n = 0
print("ready", flush=True)
while True:
    n += 1
    with torch.no_grad():
        model.weight.fill_(n); model.bias.fill_(n)
    from pathlib import Path
    state.save(Path({path!r}), {{"model": model}}, history)
    if n == 1:
        print("saved", flush=True)
"""


def test_a_kernel_killed_while_saving_leaves_the_old_checkpoint_or_the_new(tmp_path):
    path = tmp_path / "run.pt"
    for delay in (0.0, 0.003, 0.007, 0.012, 0.021):
        process = subprocess.Popen([sys.executable, "-c", KILLED.format(
            root=str(ROOT), path=str(path))], stdout=subprocess.PIPE, text=True)
        assert process.stdout.readline() == "ready\n" and process.stdout.readline() == "saved\n"
        time.sleep(0.05 + delay)
        process.kill()
        process.wait()
        state = torch.load(path, weights_only=True)["keep"]["model"]
        assert (state["weight"] == state["bias"][0]).all() and state["bias"][0] >= 1
