"""One training loop for every model: `fit` runs the step that the notebook shows."""

import math
import time
import weakref
from collections.abc import Callable, Iterable
from pathlib import Path

import torch
from tqdm.auto import tqdm

from helpers import _advice, _screen, _state
from helpers._state import TrainError

SNAPSHOT_STEPS = 20  # a copy of the good state this often costs under 1 % of a step
PICTURE_SECONDS = 5.0
CHECKPOINT_SECONDS = 60.0


class NonFiniteLoss(TrainError):
    """A term became NaN or infinite. `history` holds what was recorded until then."""

    def __init__(self, message: str, history: "History"):
        super().__init__(message)
        self.history = history


class History(dict):
    """What `fit` recorded: `history["loss"]` is a list with the mean of each epoch.

    Means over an epoch, never its last batch: one batch's loss is noise. A term that the step
    names now and then has the mean of the steps that named it, NaN in an epoch without.
    `steps["loss"]` lists every step; `epoch` and `batch` say where training stands
    (whole epochs done, batches done in the next one); `seconds` is time in `fit`; `finished`
    is False until all epochs are done, so after ■. Before its first whole epoch a history
    gives [] for every name.
    """

    def __init__(self):
        super().__init__()
        self.steps: dict[str, list[float]] = {}
        self.epoch, self.batch, self.seconds = 0, 0, 0.0
        self.finished = False
        self.random: dict | None = None  # random state now and at the epoch's start
        self.began: dict[str, int] = {}  # how many values each term had when the epoch began
        self._of: dict = {}  # name → the thing in keep that was trained, held weakly

    def __missing__(self, name: str) -> list[float]:
        if self.epoch:
            raise KeyError(name)
        return []

    def state(self) -> dict:
        """Everything needed to go on, as plain lists, numbers and tensors."""
        own = {key: value for key, value in self.__dict__.items() if key != "_of"}
        return {"means": dict(self), **own}

    def restore(self, state: dict) -> None:
        """Undo `state()`, in place."""
        self.clear()
        self.update(state["means"])
        self.__dict__.update({key: value for key, value in state.items() if key != "means"})

    def claim(self, keep: dict) -> None:
        """Belong to the training of what `keep` names, or raise TrainError."""
        foreign = [name for name in keep if name in self._of and self._of[name]() is not keep[name]]
        if self.steps and foreign:
            raise TrainError(
                f"The history given is of another training: its {', '.join(foreign)} is not the "
                "one in keep. Leave history out, or run the cell that makes both again."
            )
        self._of = {name: weakref.ref(thing) for name, thing in keep.items()}

    def record(self, terms: dict[str, float]) -> None:
        for name, value in terms.items():
            self.steps.setdefault(name, []).append(value)

    def measured(self, numbers: dict[str, float]) -> None:
        for name, value in numbers.items():
            self.setdefault(name, []).append(float(value))

    def close_epoch(self) -> None:
        for name, values in self.steps.items():
            new = values[self.began.get(name, 0):]
            means = self.setdefault(name, [math.nan] * self.epoch)
            means.append(sum(new) / len(new) if new else math.nan)
            self.began[name] = len(values)
        self.epoch, self.batch = self.epoch + 1, 0


def update(optimizer: torch.optim.Optimizer, loss: torch.Tensor) -> None:
    """One update of the optimizer's parameters: zero_grad, backward, step."""
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()


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
    steps_per_epoch = _count(batches, epochs)
    keep = _checked(keep or {})
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
        checkpoint = _state.writable(Path(checkpoint))
        if checkpoint.exists():
            _state.resume(checkpoint, keep, history)
    history.finished = history.epoch >= epochs
    if history.finished:
        print(f"nothing to do: {history.epoch} of {epochs} epochs are done; "
              "run the cell that makes the model to begin anew")
        return history
    if _screen.stopped():
        print("not trained, since you pressed ■ in this cell")
        return history

    picture = _screen.LivePicture(picture)
    total, started = epochs * steps_per_epoch, time.perf_counter()
    good = _state.snapshot(keep, 0)
    saved = started
    with _screen.interruptible() as interrupted, tqdm(total=total, mininterval=0.5) as bar:
        bar.update(history.epoch * steps_per_epoch + history.batch)
        while history.epoch < epochs and not interrupted():
            bar.set_description(f"epoch {history.epoch + 1}/{epochs}", refresh=False)
            for batch in _rest_of_epoch(batches, history):
                terms = _scalars(_call(step, batch))
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
                    history.random["now"] = _state.random_state()
                    _state.save(checkpoint, keep, history)
                    saved = now
                picture.refresh(PICTURE_SECONDS)
                if interrupted():
                    break
            good = _finite(keep, position, history, good)
            history.random["now"] = _state.random_state()
            if history.batch == steps_per_epoch:
                history.close_epoch()
                if after_epoch is not None:
                    with torch.no_grad():
                        history.measured(after_epoch())
            history.seconds += time.perf_counter() - started
            started = time.perf_counter()
            if checkpoint is not None:
                _state.save(checkpoint, keep, history)
                saved = started
            picture.refresh(0)
    history.finished = history.epoch >= epochs
    _report(history, epochs, steps_per_epoch, again)
    return history


def _count(batches, epochs) -> int:
    if not isinstance(epochs, int) or epochs < 1:
        raise ValueError(f"epochs is {epochs!r}: give a whole number of at least 1.")
    try:
        count = len(batches)
    except TypeError:
        raise ValueError(
            f"batches is a {type(batches).__name__} without a length: give data.batches(x, 128), "
            "a DataLoader or a list, which can be gone through once an epoch."
        ) from None
    if count == 0:
        raise ValueError("batches is empty: there is nothing to train on, check the data.")
    return count


def _checked(keep: dict) -> dict:
    for name, thing in keep.items():
        if not hasattr(thing, "state_dict") or not hasattr(thing, "load_state_dict"):
            raise ValueError(
                f"keep[{name!r}] is a {type(thing).__name__}, which has no state_dict: "
                "name models and optimizers."
            )
    return keep


def _call(step, batch) -> dict:
    parts = batch if isinstance(batch, (tuple, list)) else (batch,)
    if problem := _advice.layout(parts):  # else its loss would broadcast, and train on silently
        raise TrainError(problem)
    try:
        return step(*parts)
    except Exception as error:
        if (advice := _advice.translated(error, batch)) is None:
            raise
        raise TrainError(advice) from error


def _scalars(terms) -> dict[str, float]:
    if not isinstance(terms, dict) or "loss" not in terms:
        found = f"the names {list(terms)}" if isinstance(terms, dict) else type(terms).__name__
        raise TrainError(
            f'The step returned {found}: it must return a dict with a "loss", '
            'such as {"loss": loss}.'
        )
    result = {}
    for name, value in terms.items():
        if isinstance(value, torch.Tensor):
            if value.numel() != 1:
                raise TrainError(
                    f"The step's {name!r} has shape {tuple(value.shape)}, not one number: "
                    "average it over the batch with .mean()."
                )
            value = value.item()
        if not isinstance(value, (int, float)):
            raise TrainError(f"The step's {name!r} is a {type(value).__name__}, not a number.")
        result[name] = float(value)
    return result


def _finite(keep, position, history, good) -> dict:
    """A copy of what is kept; the last update may have made it NaN, though the loss was not."""
    copy = _state.snapshot(keep, position)
    if copy is None:
        _stop_at(position, history.batch, "a weight after the update", "not finite", history, keep,
                 good)
    return copy


def _stop_at(position, batch, what, value, history, keep, good):
    restored = "nothing was named in keep, so nothing could be restored"
    if keep and good is not None:
        _state.restore(keep, good["keep"])
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
        _state.set_random_state(history.random["start" if history.batch else "now"])
    if not history.batch:
        history.random = {"start": _state.random_state()}
    remaining = iter(batches)
    for _ in range(history.batch):
        next(remaining)
    if history.batch:
        _state.set_random_state(history.random["now"])
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
