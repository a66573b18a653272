"""fit learns, records, and refuses what it can't use."""

import math
import sys
from types import SimpleNamespace

import pytest
import torch

from helpers import data, train
from helpers.train import screen
from tests.train.problems import parameters, problem


def test_fit_learns_and_records_the_mean_of_each_epoch():
    step, batches, keep = problem()
    history = train.fit(step, batches, 5, keep=keep)
    assert history["loss"][-1] < history["loss"][0]
    assert len(history["loss"]) == 5 and len(history.steps["loss"]) == 35
    assert history["loss"][1] == pytest.approx(sum(history.steps["loss"][7:14]) / 7)
    assert history["size"][0] == pytest.approx(50 / 7)  # the last batch is smaller


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


def test_the_picture_is_drawn_and_leaves_the_training_numbers_alone(monkeypatch):
    step, batches, keep = problem()
    plain = train.fit(step, batches, 3, keep=keep)
    drawn = []
    monkeypatch.setattr(screen, "get_ipython", lambda: SimpleNamespace(execution_count=1))
    monkeypatch.setattr(sys.modules["helpers.train.fit"], "PICTURE_SECONDS", 0.0)
    step, batches, keep = problem()

    class Handle:
        def update(self, figure):
            drawn.append(figure)

    monkeypatch.setattr(
        screen, "display", lambda figure, display_id: (drawn.append(figure), Handle())[1])
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


def test_kept_are_the_parts_of_a_game_that_have_a_state():
    net = torch.nn.Linear(2, 1)
    optimizer = torch.optim.SGD(net.parameters(), 0.1)
    game = SimpleNamespace(net=net, optimizer=optimizer, gamma=1.0, answers=len, pool=[])
    assert train.kept(game) == {"net": net, "optimizer": optimizer}
