"""What `train.fit` holds on to: snapshots in memory, checkpoints on disk, random states."""

import os
import tempfile
from pathlib import Path

import torch

from helpers.course import random_state, set_random_state

__all__ = ["TrainError", "random_state", "set_random_state", "snapshot", "restore", "writable",
           "save", "resume"]


class TrainError(RuntimeError):
    """Training cannot go on; the message says why and what to do."""


def _copied(value, where=None):
    """A copy of a state with its tensors on the device `where`, by default each on its own."""
    if isinstance(value, torch.Tensor):
        return value.detach().to(where or value.device, copy=True)
    if isinstance(value, dict):
        return {key: _copied(item, where) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_copied(item, where) for item in value)
    return value


def _tensors(value):
    if isinstance(value, torch.Tensor):
        yield value
    elif isinstance(value, (dict, list, tuple)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _tensors(item)


def snapshot(keep: dict, step: int) -> dict | None:
    """A copy of everything kept, or None where it already holds a NaN or an infinity."""
    copy = {name: _copied(thing.state_dict()) for name, thing in keep.items()}
    finite = all(t.isfinite().all() for t in _tensors(copy) if t.is_floating_point())
    return {"step": step, "keep": copy} if finite else None


def restore(keep: dict, states: dict) -> None:
    for name, thing in keep.items():
        thing.load_state_dict(states[name])


def writable(path: Path) -> Path:
    """The path, after a trial file beside it: better now than after an hour of training."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=path.name):
            pass
    except OSError as error:
        raise TrainError(
            f"No checkpoint can be written to {path} ({error.strerror}): choose a folder that "
            "you may write to, such as checkpoint='checkpoints/run.pt'."
        ) from None
    return path


def save(path: Path, keep: dict, history) -> None:
    """Write to a temporary file, then rename: a killed kernel leaves the old file or the new."""
    state = {  # on the CPU: a file from a GPU is read where there is none
        "keep": {name: _copied(thing.state_dict(), "cpu") for name, thing in keep.items()},
        "history": history.state(),
    }
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        with open(temporary, "wb") as file:
            torch.save(state, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def resume(path: Path, keep: dict, history) -> None:
    try:
        # weights_only: tensors and plain values, no code of the file is ever run
        state = torch.load(path, map_location="cpu", weights_only=True)
        saved = state["keep"], state["history"]
    except Exception as error:
        raise TrainError(
            f"The checkpoint {path} can't be read ({type(error).__name__}): delete it to start "
            "again, or name another file."
        ) from None
    if set(saved[0]) != set(keep):
        raise TrainError(
            f"The checkpoint {path} holds {sorted(saved[0])}, but keep names {sorted(keep)}: "
            "name the same things, or another file."
        )
    before = snapshot(keep, 0)
    try:
        restore(keep, saved[0])
    except (RuntimeError, ValueError) as error:
        if before is not None:
            restore(keep, before["keep"])
        raise TrainError(
            f"The checkpoint {path} is of other models ({str(error).splitlines()[0]}): "
            "build them as they were, or name another file."
        ) from None
    history.restore(saved[1])
    print(f"going on from {path}: epoch {history.epoch + 1}, batch {history.batch}")
