"""train.fit: what it records, what stops it, and that nothing is lost."""

import math
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from torch import nn

from helpers import _screen, _state, data, train

ROOT = Path(__file__).resolve().parents[1]


def problem(seed=0, dropout=0.2):
    """A small regression with dropout, so that every step uses random numbers."""
    torch.manual_seed(seed)
    x = torch.randn(50, 3)
    model = nn.Sequential(nn.Linear(3, 8), nn.Tanh(), nn.Dropout(dropout), nn.Linear(8, 3))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)

    def step(batch):
        loss = (model(batch) - batch).square().mean()
        train.update(optimizer, loss)
        return {"loss": loss, "size": len(batch)}

    return step, data.batches(x, 8), {"model": model, "optimizer": optimizer}


def parameters(keep):
    return torch.cat([p.detach().flatten() for p in keep["model"].parameters()])


def interrupt_after(step, calls):
    """The same step, which sends this process an interrupt during call number `calls`."""
    count = 0

    def interrupted(batch):
        nonlocal count
        count += 1
        if count == calls:
            os.kill(os.getpid(), signal.SIGINT)
        return step(batch)

    return interrupted


def test_fit_learns_and_records_the_mean_of_each_epoch():
    step, batches, keep = problem()
    history = train.fit(step, batches, 5, keep=keep)
    assert history["loss"][-1] < history["loss"][0]
    assert len(history["loss"]) == 5 and len(history.steps["loss"]) == 35
    assert history["loss"][1] == pytest.approx(sum(history.steps["loss"][7:14]) / 7)
    assert history["size"][0] == pytest.approx(50 / 7)  # the last batch is smaller


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
    monkeypatch.setattr(_screen, "get_ipython", lambda: shell)
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


def test_a_term_named_now_and_then_has_the_mean_of_the_steps_that_named_it():
    count = 0

    def step(batch):
        nonlocal count
        count += 1
        terms = {"loss": 1.0}
        if count % 4 == 0 and count > 7:
            terms["R1"] = 4.0
        return terms

    history = train.fit(step, data.batches(torch.randn(56, 3), 8), 4)  # seven steps an epoch
    assert history["R1"][1:] == [4.0, 4.0, 4.0] and math.isnan(history["R1"][0])
    assert history["loss"] == [1.0] * 4


def test_a_nan_made_by_the_last_update_is_found_and_the_last_good_state_restored(tmp_path):
    step, batches, keep = problem()
    count, before = 0, parameters(keep)

    def last(batch):
        nonlocal count
        count += 1
        terms = step(batch)
        if count == len(batches):
            with torch.no_grad():
                keep["model"][0].weight.fill_(float("nan"))  # what a bad update leaves
        return terms

    path = tmp_path / "run.pt"
    with pytest.raises(train.NonFiniteLoss, match="step 7.*after the update.*after step 0"):
        train.fit(last, batches, 1, keep=keep, checkpoint=path)
    assert torch.equal(parameters(keep), before) and not path.exists()


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


def test_a_loss_that_is_not_finite_is_named_and_the_last_good_state_restored():
    step, batches, keep = problem()
    calls = 0

    def explodes(batch):
        nonlocal calls
        calls += 1
        terms = step(batch)
        if calls == 25:  # weights spoiled, as a bad update would
            with torch.no_grad():
                keep["model"][0].weight.fill_(float("nan"))
            return {**terms, "kl": torch.tensor(float("nan"))}
        return {**terms, "kl": 0.0}

    with pytest.raises(train.NonFiniteLoss, match="step 25 .epoch 4, batch 4.*'kl' is nan") as e:
        train.fit(explodes, batches, 9, keep=keep)
    assert "model, optimizer are back at their state after step 21" in str(e.value)
    assert parameters(keep).isfinite().all()
    assert len(e.value.history.steps["loss"]) == 24


def test_the_state_restored_is_the_one_after_the_step_it_names():
    step, batches, keep = problem()
    seen = []

    def explodes(batch):
        terms = step(batch)
        seen.append(parameters(keep))
        return {"loss": float("inf")} if len(seen) == 30 else terms

    with pytest.raises(train.NonFiniteLoss, match="after step 28"):
        train.fit(explodes, batches, 9, keep=keep)
    assert torch.equal(parameters(keep), seen[27])


@pytest.mark.parametrize(
    ("result", "sentence"),
    [
        ({"cost": 1.0}, 'must return a dict with a "loss"'),
        (torch.tensor(1.0), 'must return a dict with a "loss"'),
        (None, 'must return a dict with a "loss"'),
        ({"loss": torch.ones(8)}, r"'loss' has shape \(8,\).*\.mean\(\)"),
        ({"loss": "0.3"}, "'loss' is a str"),
    ],
)
def test_a_step_that_returns_something_else_is_told_what_to_return(result, sentence):
    _, batches, _ = problem()
    with pytest.raises(train.TrainError, match=sentence):
        train.fit(lambda batch: result, batches, 1)


def test_a_wrongly_shaped_batch_is_named_with_what_to_do():
    step, _, keep = problem()
    with pytest.raises(train.TrainError, match=r"shape \(8, 5\).*first layer expects"):
        train.fit(step, data.batches(torch.randn(50, 5), 8), 1, keep=keep)


def test_an_error_of_the_learners_own_passes_through():
    _, batches, _ = problem()
    with pytest.raises(ZeroDivisionError):
        train.fit(lambda batch: {"loss": 1 / 0}, batches, 1)


@pytest.mark.parametrize(
    ("batches", "epochs", "sentence"),
    [([], 1, "batches is empty"), (iter([1]), 1, "without a length"),
     ([torch.ones(1)], 0, "epochs is 0"), ([torch.ones(1)], 1.5, "epochs is 1.5")],
)
def test_arguments_out_of_range_are_named(batches, epochs, sentence):
    with pytest.raises(ValueError, match=sentence):
        train.fit(lambda x: {"loss": 0.0}, batches, epochs)


def test_keep_takes_only_what_has_a_state():
    step, batches, _ = problem()
    with pytest.raises(ValueError, match=r"keep\['model'\] is a function"):
        train.fit(step, batches, 1, keep={"model": step})


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

    monkeypatch.setattr(_state.tempfile, "NamedTemporaryFile", refuse)
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
from helpers import _state, train
history = train.History()
model = nn.Linear(700, 700)
n = 0
print("ready", flush=True)
while True:
    n += 1
    with torch.no_grad():
        model.weight.fill_(n); model.bias.fill_(n)
    from pathlib import Path
    _state.save(Path({path!r}), {{"model": model}}, history)
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


def test_the_picture_is_drawn_and_leaves_the_training_numbers_alone(monkeypatch):
    step, batches, keep = problem()
    plain = train.fit(step, batches, 3, keep=keep)
    drawn = []
    monkeypatch.setattr(_screen, "get_ipython", lambda: SimpleNamespace(execution_count=1))
    monkeypatch.setattr(train, "PICTURE_SECONDS", 0.0)
    step, batches, keep = problem()

    class Handle:
        def update(self, figure):
            drawn.append(figure)

    monkeypatch.setattr(
        _screen, "display", lambda figure, display_id: (drawn.append(figure), Handle())[1])
    with_picture = train.fit(step, batches, 3, keep=keep, picture=lambda: torch.rand(3))
    assert len(drawn) >= 3
    assert with_picture.steps == plain.steps


def test_numbers_measured_after_each_epoch_stand_beside_its_means():
    step, batches, keep = problem()
    plain = train.fit(step, batches, 3, keep=keep)
    step, batches, keep = problem()
    calls = []

    def after_epoch():
        calls.append(torch.rand(1))  # may use random numbers without changing the training
        return {"measured": len(calls)}

    history = train.fit(step, batches, 3, keep=keep, after_epoch=after_epoch)
    assert history["measured"] == [1.0, 2.0, 3.0] and history["loss"] == plain["loss"]


def test_binarised_pictures_are_the_same_for_a_seed_and_right_on_average():
    grey = torch.full((50, 1, 28, 28), 64, dtype=torch.uint8)
    from helpers import data

    once, again, other = data.binarised(grey), data.binarised(grey), data.binarised(grey, seed=1)
    assert torch.equal(once, again) and not torch.equal(once, other)
    assert set(once.unique().tolist()) == {0.0, 1.0}
    assert abs(once.mean().item() - 64 / 255) < 0.01
