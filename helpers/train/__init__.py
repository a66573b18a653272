"""One training loop for every model: `fit` runs the step that the notebook shows."""

from helpers.train.fit import fit
from helpers.train.history import History, NonFiniteLoss
from helpers.train.state import TrainError
from helpers.train.step import kept, update

__all__ = ["fit", "kept", "update", "History", "TrainError", "NonFiniteLoss"]
