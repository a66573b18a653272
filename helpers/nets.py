"""Building blocks that two or more notebooks use, and what one asks of any net."""

import copy
import importlib
import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import torch
from torch import nn

from helpers import data
from helpers.weights import WeightsError

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"


def mlp(sizes: list[int], activation: type[nn.Module] = nn.SiLU) -> nn.Sequential:
    """Linear layers of the given sizes with an activation between them, none at the end.

    (B, sizes[0]) → (B, sizes[-1]).
    """
    if len(sizes) < 2:
        raise ValueError(f"sizes is {sizes}: give at least an input and an output size.")
    layers = []
    for inputs, outputs in pairwise(sizes):
        layers += [nn.Linear(inputs, outputs), activation()]
    return nn.Sequential(*layers[:-1])


def count(*models: nn.Module) -> int:
    """How many trainable parameters the models have together."""
    return sum(p.numel() for model in models for p in model.parameters() if p.requires_grad)


def flops(action: Callable[[], object]) -> int:
    """Floating-point operations of what `action` computes, forward and backward; a sum is one.

    Counts matrix products and convolutions, which are nearly all of it (torch's own counter).
    """
    from torch.utils.flop_counter import FlopCounterMode

    with FlopCounterMode(display=False) as counter:
        action()
    return counter.get_total_flops()


@torch.no_grad()
def predict(model: nn.Module, images: torch.Tensor, batch_size: int = 1000) -> torch.Tensor:
    """Run a model in eval mode over images (N, …), in batches; uint8 becomes floats in [0, 1].

    Returns the outputs (N, …) on the CPU; the model's train or eval mode is put back.
    """
    training = model.training
    model.eval()
    try:
        parts = [model(x).cpu() for x in data.batches(images, batch_size, shuffle=False)]
    finally:
        model.train(training)
    return torch.cat(parts)


def init_normal(model: nn.Module, spread: float = 0.02) -> nn.Module:
    """Weights of convolutions and linear layers from N(0, spread²), biases 0, in place.

    Batch norm's scales from N(1, spread²). Source: the DCGAN paper (Radford et al. 2016,
    arXiv:1511.06434), as in its authors' code. Returns the model.
    """
    for part in model.modules():
        if isinstance(part, (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)):
            nn.init.normal_(part.weight, 0.0, spread)
        elif isinstance(part, nn.BatchNorm2d) and part.affine:
            nn.init.normal_(part.weight, 1.0, spread)
        else:
            continue
        if part.bias is not None:
            nn.init.zeros_(part.bias)
    return model


class EMA(nn.Module):
    """A running average of a model's weights, for sampling: `ema(z)` after `ema.update(model)`.

    decay: share of the old average kept at each update, less at the start (so that the first random
    weights are soon forgotten): min(decay, (1 + n) / (10 + n)) at update n. Buffers, such as batch
    norm's statistics, are averaged too. Source: Karras et al. 2018 (arXiv:1710.10196).
    """

    def __init__(self, model: nn.Module, decay: float = 0.999):
        super().__init__()
        if not 0 <= decay < 1:
            raise ValueError(f"decay is {decay!r}: give a number from 0 to below 1, such as 0.999.")
        self.model = copy.deepcopy(model).eval().requires_grad_(False)
        self.decay = decay
        self.register_buffer("updates", torch.zeros((), dtype=torch.int64))

    def forward(self, *arguments):
        return self.model(*arguments)

    def train(self, mode: bool = True):  # an average is for sampling: never in train mode
        return super().train(False)

    @torch.no_grad()
    def update(self, model: nn.Module) -> None:
        """Move the average towards the model's weights as they are now."""
        n = int(self.updates.add_(1))
        keep = min(self.decay, (1 + n) / (10 + n))
        own = self.model.state_dict()
        for name, value in model.state_dict().items():
            if value.is_floating_point():
                own[name].lerp_(value, 1 - keep)
            else:
                own[name].copy_(value)


def definitions(notebook: str, *ids: str) -> dict:
    """The names that a notebook's own cells of those ids define: its models, as it builds them.

    `definitions("05_dcgan", "dcgan-code")["dcgan"]()`. The cells run in a namespace of their own.
    Raises WeightsError where the notebook has no such cell.
    """
    path = NOTEBOOKS / f"{notebook}.ipynb"
    content = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"cells": []}
    sources = {cell["id"]: "".join(cell["source"]) for cell in content["cells"]}
    missing = [name for name in ids if name not in sources]
    if missing:
        raise WeightsError(f"{path.name} has no cell {missing[0]!r}: compare with the repository.")
    names = {"torch": torch, "nn": nn} | {
        name: importlib.import_module(f"helpers.{name}") for name in ("course", "data", "nets")}
    for name in ids:
        exec(compile(sources[name], f"{notebook}:{name}", "exec"), names)
    return names
