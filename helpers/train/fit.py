"""`fit` runs the step that the notebook shows, and holds on to what a training must not lose."""

import math
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import torch
from tqdm.auto import tqdm

from helpers.train import screen, state
from helpers.train.history import History, NonFiniteLoss
from helpers.train.state import TrainError
from helpers.train.step import call, checked, count, scalars

SNAPSHOT_STEPS = 20  # a copy of the good state this often costs under 1 % of a step
PICTURE_SECONDS = 5.0
CHECKPOINT_SECONDS = 60.0


def fit(
    step: Callable[..., dict],
    batches: Iterable,
    epochs: int,
    *,
    keep: dict | None = None,
    picture: Callable | None = None,
    checkpoint: str | Path | None = None,
    history: History | None = None,
    after_epoch: Callable[[], dict] | None = None,
) -> History:
    """Call `step` on every batch, `epochs` times; return the history of what it named.

    step: takes one batch (the parts of a tuple as separate arguments), does its own updates,
        returns a dict of scalars, one of them "loss".
    batches: re-iterable with a length, such as `data.batches(x, 128)`; random only through torch.
    keep: name → model or optimizer (anything with state_dict): what a checkpoint, a resume
        and the restore after a bad step hold.
    picture: returns a figure, redrawn in place while training runs (it may use torch's random
        numbers freely: the training's own are not disturbed).
    checkpoint: a file, written atomically after each epoch, each minute and on interrupt; where
        it exists, training goes on from it with the same numbers as an unbroken run.
    history: a new one, or the one of these same models from an interrupted `fit`, which is then
        completed up to `epochs`.
    after_epoch: measures the model, returns a dict of numbers kept in the history beside the
        epoch's means (random numbers that it uses are put back).

    The interrupt button ■ ends it cleanly after the batch in progress, and every further `fit`
    of the same cell before its first batch; a second press at once.
    Raises NonFiniteLoss (after restoring `keep` to its last good state), TrainError for a step
    that returns something else or can't take the batch and for a checkpoint or a history that
    does not fit, ValueError for arguments out of range.
    """
    steps_per_epoch = count(batches, epochs)
    keep = checked(keep or {})
    again = "goes on" if history is not None or checkpoint is not None else "trains again"
    if history is None:
        history = History()
    history.claim(keep)
    if history.batch >= steps_per_epoch:
        raise TrainError(
            f"The history given stands at batch {history.batch} of an epoch, and batches has only "
            f"{steps_per_epoch}: give the batches that it was made with."
        )
    if checkpoint is not None:
        checkpoint = state.writable(Path(checkpoint))
        if checkpoint.exists():
            state.resume(checkpoint, keep, history)
    history.finished = history.epoch >= epochs
    if history.finished:
        print(f"nothing to do: {history.epoch} of {epochs} epochs are done; "
              "run the cell that makes the model to begin anew")
        return history
    if screen.stopped():
        print("not trained, since you pressed ■ in this cell")
        return history

    picture = screen.LivePicture(picture)
    total, started = epochs * steps_per_epoch, time.perf_counter()
    good = state.snapshot(keep, 0)
    saved = started
    with screen.interruptible() as interrupted, tqdm(total=total, mininterval=0.5) as bar:
        bar.update(history.epoch * steps_per_epoch + history.batch)
        while history.epoch < epochs and not interrupted():
            bar.set_description(f"epoch {history.epoch + 1}/{epochs}", refresh=False)
            for batch in _rest_of_epoch(batches, history):
                terms = scalars(call(step, batch))
                position = history.epoch * steps_per_epoch + history.batch + 1
                bad = [name for name, value in terms.items() if not math.isfinite(value)]
                if bad:
                    _stop_at(position, history.batch + 1, repr(bad[0]), terms[bad[0]], history,
                             keep, good)
                history.record(terms)
                history.batch += 1
                bar.set_postfix(loss=f"{terms['loss']:.4g}", refresh=False)
                bar.update()
                now = time.perf_counter()
                if position % SNAPSHOT_STEPS == 0:
                    good = _finite(keep, position, history, good)
                if checkpoint is not None and now - saved > CHECKPOINT_SECONDS:
                    good = _finite(keep, position, history, good)
                    history.random["now"] = state.random_state()
                    state.save(checkpoint, keep, history)
                    saved = now
                picture.refresh(PICTURE_SECONDS)
                if interrupted():
                    break
            good = _finite(keep, position, history, good)
            history.random["now"] = state.random_state()
            if history.batch == steps_per_epoch:
                history.close_epoch()
                if after_epoch is not None:
                    with torch.no_grad():
                        history.measured(after_epoch())
            history.seconds += time.perf_counter() - started
            started = time.perf_counter()
            if checkpoint is not None:
                state.save(checkpoint, keep, history)
                saved = started
            picture.refresh(0)
    history.finished = history.epoch >= epochs
    _report(history, epochs, steps_per_epoch, again)
    return history


def _finite(keep, position, history, good) -> dict:
    """A copy of what is kept; the last update may have made it NaN, though the loss was not."""
    copy = state.snapshot(keep, position)
    if copy is None:
        _stop_at(position, history.batch, "a weight after the update", "not finite", history, keep,
                 good)
    return copy


def _stop_at(position, batch, what, value, history, keep, good):
    restored = "nothing was named in keep, so nothing could be restored"
    if keep and good is not None:
        state.restore(keep, good["keep"])
        restored = f"{', '.join(keep)} are back at their state after step {good['step']}"
    raise NonFiniteLoss(
        f"Stopped at step {position} (epoch {history.epoch + 1}, batch {batch}): {what} is "
        f"{value}; {restored}. Try a smaller learning rate, or look for a log or a division that "
        "can meet zero.",
        history,
    )


def _rest_of_epoch(batches, history):
    """The batches still to do. After a resume the epoch's start is replayed for its order."""
    if history.random is not None and (history.batch or history.epoch):
        state.set_random_state(history.random["start" if history.batch else "now"])
    if not history.batch:
        history.random = {"start": state.random_state()}
    remaining = iter(batches)
    for _ in range(history.batch):
        next(remaining)
    if history.batch:
        state.set_random_state(history.random["now"])
    yield from remaining


def _report(history: History, epochs: int, steps_per_epoch: int, again: str) -> None:
    if history.finished:
        print(f"{epochs} epoch{'s' * (epochs > 1)} in {history.seconds:.0f} s · "
              f"loss {history['loss'][-1]:.4g}")
    else:
        print(
            f"Interrupted in epoch {history.epoch + 1} of {epochs}, after batch {history.batch} "
            f"of {steps_per_epoch}. The model is usable, the next cells run; this cell run again "
            f"{again}."
        )
