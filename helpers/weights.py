"""Trained weights that ship with the course: safetensors with a card, verified by sha256."""

import hashlib
import json
import os
from pathlib import Path

import torch
from safetensors.torch import load as from_bytes
from safetensors.torch import save as to_bytes
from torch import nn

FOLDER = Path(__file__).parent.parent / "data" / "weights"
HISTORIES = FOLDER / "histories"
CARD = ("command", "commit", "profile", "seconds", "machine", "metric", "sha256")


LARGE = 1024  # a smaller tensor is not worth a scale
SCALE = " scale"  # ends the name of the scales of a tensor in 8 bits


class WeightsError(RuntimeError):
    """Shipped weights are missing, altered, or of another model; the message says what to do."""


def load(model: nn.Module, name: str) -> dict:
    """Fill `model` with the shipped weights `name`, print one line, return their card.

    The card names the command, commit, profile, seconds, machine and metric of the training.
    Raises WeightsError where a file is missing or altered, or the model's shapes differ.
    """
    record = card(name)
    tensors = _read(FOLDER, name, record)
    own = model.state_dict()
    wrong = sorted(
        key for key in own.keys() | tensors.keys()
        if key not in own or key not in tensors or own[key].shape != tensors[key].shape
    )
    if wrong:
        key = wrong[0]
        has = tuple(own[key].shape) if key in own else "no such tensor"
        holds = tuple(tensors[key].shape) if key in tensors else "no such tensor"
        raise WeightsError(
            f"The weights {name!r} are of another model: at {key!r} the model has {has}, "
            f"the file {holds}. Build the model as the notebook does."
        )
    model.load_state_dict(tensors)  # copies into the model's own precision and device
    metric = ", ".join(f"{key} {value:.4g}" for key, value in record["metric"].items())
    print(f"{name}: {metric} ({record['profile']} profile, {record['seconds']:.0f} s of training)")
    return record


def history(name: str) -> tuple[dict[str, torch.Tensor], torch.Tensor]:
    """A shipped history: what a training measured at each epoch, and pictures from its end.

    Returns curves, name → floats (epochs,), and images uint8 (N, C, H, W). Raises WeightsError.
    """
    tensors = _read(HISTORIES, name, card(name, HISTORIES))
    return tensors, tensors.pop("pictures")


def _read(folder: Path, name: str, record: dict) -> dict[str, torch.Tensor]:
    """The tensors of a file whose sum is as its card says, or a WeightsError."""
    path = folder / f"{name}.safetensors"
    content = path.read_bytes() if path.exists() else b""
    found = hashlib.sha256(content).hexdigest()
    if found != record["sha256"]:
        raise WeightsError(
            f"{path.name} is {'altered' if content else 'missing'}: expected sha256 "
            f"{record['sha256'][:12]}…, found {found[:12] if content else 'no file'}. "
            f"Mend it with: git checkout HEAD -- data/weights"
        )
    return _unpacked(from_bytes(content))


def card(name: str, folder: Path | None = None) -> dict:
    """What is known of the shipped weights `name`."""
    folder = folder or FOLDER
    path = folder / f"{name}.json"
    if not path.exists():
        known = ", ".join(sorted(p.stem for p in folder.glob("*.json"))) or "none"
        raise WeightsError(f"No weights are called {name!r}; there are: {known}.")
    return json.loads(path.read_text(encoding="utf-8"))


def save(
    model: nn.Module, name: str, *, bits: int = 16, folder: Path | None = None, **record
) -> None:
    """Write data/weights/NAME.safetensors and its card NAME.json, each by rename.

    bits: floats take 32 or 16; with 8, tensors of LARGE numbers or more are whole numbers with one
    scale for each row. folder: another than the course's own. record: the card's entries but
    sha256 (see CARD).
    """
    tensors = packed({key: t.detach().cpu() for key, t in model.state_dict().items()}, bits)
    if not all(t.isfinite().all() for t in tensors.values() if t.is_floating_point()):
        raise WeightsError(f"{name!r} holds a NaN or a number too large for half precision.")
    _write(tensors, name, folder or FOLDER, record)


def save_history(
    curves: dict[str, list[float]], pictures: torch.Tensor, name: str, *,
    folder: Path | None = None, **record
) -> None:
    """Write what `history` reads, with a card as `save` does; pictures are floats in [0, 1]."""
    tensors = {key: torch.tensor(values) for key, values in curves.items()}
    tensors["pictures"] = (pictures.cpu().clamp(0, 1) * 255).round().to(torch.uint8).contiguous()
    _write(tensors, name, folder or HISTORIES, record)


def _write(tensors: dict[str, torch.Tensor], name: str, folder: Path, record: dict) -> None:
    missing = set(CARD) - {"sha256"} - set(record)
    if missing:
        raise WeightsError(f"The card of {name!r} lacks {sorted(missing)}.")
    content = to_bytes(tensors)
    record["sha256"] = hashlib.sha256(content).hexdigest()
    text = json.dumps(record, indent=1, ensure_ascii=False) + "\n"
    _replace(folder / f"{name}.safetensors", content)
    _replace(folder / f"{name}.json", text.encode())


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".tmp")
    temporary.write_bytes(content)
    os.replace(temporary, path)


def rounded(model: nn.Module, bits: int = 16) -> nn.Module:
    """The model as it will be read back after `save` with so many bits, in place."""
    model.load_state_dict(_unpacked(packed(model.state_dict(), bits)))
    return model


def packed(tensors: dict[str, torch.Tensor], bits: int) -> dict[str, torch.Tensor]:
    """State as it is stored; a tensor in 8 bits is two: whole numbers −127…127, and scales."""
    if bits not in (8, 16, 32):
        raise ValueError(f"bits is {bits!r}: weights are stored in 8, 16 or 32.")
    packed = {}
    for key, t in tensors.items():
        if bits == 32 or not t.is_floating_point():
            packed[key] = t.contiguous()
        elif bits == 16 or t.ndim < 2 or t.numel() < LARGE:
            packed[key] = t.half().contiguous()
        else:
            rows = t.float().flatten(1)
            scale = rows.abs().amax(1, keepdim=True).clamp_min(1e-12) / 127
            packed[key] = (rows / scale).round().to(torch.int8).view(t.shape)
            packed[key + SCALE] = scale
    return packed


def _unpacked(tensors: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The state of `packed`, floats again."""
    return {
        key: (t.flatten(1) * tensors[key + SCALE]).view(t.shape) if key + SCALE in tensors else t
        for key, t in tensors.items() if not key.endswith(SCALE)
    }
