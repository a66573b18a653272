"""The interrupt button, and going on after it."""

import os
import signal
import time
from types import SimpleNamespace

import pytest
import torch

from helpers import data, train
from helpers.train import screen
from tests.train.problems import interrupt_after, parameters, problem


def test_an_interrupt_in_mid_epoch_ends_after_the_batch_and_fit_goes_on_with_the_same_numbers(
    capsys,
):
    step, batches, keep = problem()
    whole = train.fit(step, batches, 4, keep=keep)
    expected = parameters(keep)

    step, batches, keep = problem()
    history = train.fit(interrupt_after(step, 10), batches, 4, keep=keep)
    assert (history.epoch, history.batch) == (1, 3)
    assert "Interrupted in epoch 2 of 4, after batch 3 of 7" in capsys.readouterr().out
    torch.rand(17)  # whatever the learner does in between
    history = train.fit(step, batches, 4, keep=keep, history=history)
    assert history.steps == whole.steps and dict(history) == dict(whole)
    assert torch.equal(parameters(keep), expected)


def test_an_interrupt_gives_the_signal_back_to_whoever_had_it():
    before = signal.getsignal(signal.SIGINT)
    step, batches, keep = problem()
    train.fit(interrupt_after(step, 2), batches, 2, keep=keep)
    assert signal.getsignal(signal.SIGINT) is before


def test_a_second_interrupt_stops_at_once():
    step, batches, keep = problem()

    def stubborn(batch):
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(1)
        raise AssertionError("the second interrupt did not stop the step")

    with pytest.raises(KeyboardInterrupt):
        train.fit(stubborn, batches, 1)


def test_one_interrupt_ends_all_trainings_of_its_cell_and_none_of_the_next(monkeypatch, capsys):
    shell = SimpleNamespace(execution_count=7)
    monkeypatch.setattr(screen, "get_ipython", lambda: shell)
    step, batches, keep = problem()
    first = train.fit(interrupt_after(step, 3), batches, 2, keep=keep)
    trained = parameters(keep)
    second = train.fit(step, batches, 2, keep=keep)
    assert (first.batch, second.steps) == (3, {}) and torch.equal(parameters(keep), trained)
    assert not first.finished and not second.finished
    assert "you pressed ■ in this cell" in capsys.readouterr().out
    shell.execution_count = 8
    assert train.fit(step, batches, 2, keep=keep).finished


def test_a_history_without_a_whole_epoch_gives_empty_lists_and_later_only_its_own_names():
    step, batches, keep = problem()
    history = train.fit(interrupt_after(step, 2), batches, 1, keep=keep)
    assert history["loss"] == [] and not history.finished
    train.fit(step, batches, 1, keep=keep, history=history)
    assert history.finished and len(history["loss"]) == 1
    with pytest.raises(KeyError):
        history["lost"]


def test_a_history_of_another_training_is_refused_and_nothing_is_changed():
    step, batches, keep = problem()
    history = train.fit(step, batches, 2, keep=keep)
    other, batches, others = problem(seed=1)
    before = parameters(others)
    with pytest.raises(train.TrainError, match="of another training: its model, optimizer"):
        train.fit(other, batches, 4, keep=others, history=history)
    assert torch.equal(parameters(others), before) and history.epoch == 2
    train.fit(step, problem()[1], 4, keep=keep, history=history)  # its own goes on
    assert history.epoch == 4


def test_a_history_made_with_more_batches_is_refused():
    step, batches, keep = problem()
    history = train.fit(interrupt_after(step, 5), batches, 2, keep=keep)
    with pytest.raises(train.TrainError, match="stands at batch 5 .* only 3"):
        train.fit(step, data.batches(torch.randn(24, 3), 8), 2, keep=keep, history=history)
