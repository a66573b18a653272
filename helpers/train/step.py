"""One step: the update that it calls, and what `fit` asks of its arguments and its answer."""

import torch

from helpers.train.advice import layout, translated
from helpers.train.state import TrainError


def update(optimizer: torch.optim.Optimizer, loss: torch.Tensor) -> None:
    """One update of the optimizer's parameters: zero_grad, backward, step."""
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()


def count(batches, epochs) -> int:
    """Batches an epoch; ValueError for what can't be gone through `epochs` times."""
    if not isinstance(epochs, int) or epochs < 1:
        raise ValueError(f"epochs is {epochs!r}: give a whole number of at least 1.")
    try:
        steps = len(batches)
    except TypeError:
        raise ValueError(
            f"batches is a {type(batches).__name__} without a length: give data.batches(x, 128), "
            "a DataLoader or a list, which can be gone through once an epoch."
        ) from None
    if steps == 0:
        raise ValueError("batches is empty: there is nothing to train on, check the data.")
    return steps


def checked(keep: dict) -> dict:
    """`keep` itself; ValueError where something in it has no state to hold."""
    for name, thing in keep.items():
        if not hasattr(thing, "state_dict") or not hasattr(thing, "load_state_dict"):
            raise ValueError(
                f"keep[{name!r}] is a {type(thing).__name__}, which has no state_dict: "
                "name models and optimizers."
            )
    return keep


def kept(game) -> dict:
    """What of a namespace has a state to hold: its nets, optimizers, schedules; name → part.

    For `fit(..., keep=train.kept(game))`, where a game has many parts.
    """
    return {name: part for name, part in vars(game).items() if hasattr(part, "state_dict")}


def call(step, batch) -> dict:
    """What the step returns for a batch; TrainError with advice where it can't take it."""
    parts = batch if isinstance(batch, (tuple, list)) else (batch,)
    if problem := layout(parts):  # else its loss would broadcast, and train on silently
        raise TrainError(problem)
    try:
        return step(*parts)
    except Exception as error:
        if (advice := translated(error, batch)) is None:
            raise
        raise TrainError(advice) from error


def scalars(terms) -> dict[str, float]:
    """The terms that a step returned as numbers; TrainError for anything else."""
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
