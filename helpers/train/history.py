"""What a training recorded, and the error that carries it."""

import math
import weakref

from helpers.train.state import TrainError


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
