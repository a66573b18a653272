"""What a recipe is, and what several of them measure."""

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import nn

from helpers import data, measure, nets


class Recipe(NamedTuple):
    """Where a training stands, what it leaves behind, and how good that is."""

    notebook: str
    definitions: tuple[str, ...]  # ids of the cells that define the model
    models: dict[str, Callable[[dict], nn.Module]]  # weights name → model, from those cells' names
    results: Callable[[dict], dict[str, tuple[nn.Module, float]]]  # weights name → model, seconds
    metric: Callable[[nn.Module], dict[str, float]]
    slow_metric: Callable[[nn.Module], dict[str, float]] = lambda model: {}  # minutes; no test
    # history name → (curves, pictures, seconds): what a training measured, shipped without a model
    histories: Callable[[dict], dict[str, tuple[dict, torch.Tensor, float]]] = lambda names: {}
    bits: int = 16  # a stored number; 8 for large nets that it does not harm

    def model(self, name: str) -> nn.Module:
        """The model of those weights, untrained, as the notebook builds it."""
        return self.models[name](nets.definitions(self.notebook, *self.definitions))


def pair(*parts) -> nn.Module:
    return nn.Sequential(*parts)


def columns(runs: list[dict]) -> dict[str, list[float]]:
    """Name → values, one a run, of runs that measured the same names."""
    return {key: [float(run[key]) for run in runs] for key in runs[0]}


def named_columns(runs: dict[str, list[tuple]]) -> dict[str, list[float]]:
    """"model: measure" → values, one a run, of model → [(pictures, what was measured), …]."""
    return {f"{model}: {key}": values for model, found in runs.items()
            for key, values in columns([measured for _, measured in found]).items()}


def sureness_of_samples(generator: nn.Module, to_unit=None) -> dict[str, float]:
    """The judge's mean confidence in 5,000 samples from N(0, 1), 64 numbers each.

    to_unit: brings the generator's pixels to [0, 1], where they aren't there already.
    """
    torch.manual_seed(0)
    samples = nets.predict(generator, torch.randn(5000, 64))
    read = measure.read_digits(to_unit(samples) if to_unit else samples)
    return {"judge_confidence": read.amax(1).mean().item(),
            "rarest_class": (read.argmax(1).bincount(minlength=10) / 5000).min().item()}


def sureness_of_tanh_samples(generator: nn.Module) -> dict[str, float]:
    """The same for a generator that ends with tanh."""
    return sureness_of_samples(generator, lambda x: (x + 1) / 2)


def quality_of_samples(generator: nn.Module) -> dict[str, float]:
    """10,000 samples from N(0, 1), 64 numbers each, against the 10,000 test digits."""
    torch.manual_seed(1)
    return measured_as_samples((nets.predict(generator, torch.randn(10_000, 64)) + 1) / 2)


def slow_quality_of_samples(generator: nn.Module) -> dict[str, float]:
    """What `sureness_of_tanh_samples` leaves out of `quality_of_samples`."""
    return without_reading(quality_of_samples(generator))


def without_reading(found: dict[str, float]) -> dict[str, float]:
    """Of `measured_as_samples` what takes minutes and the judge's reading doesn't tell."""
    return {key: found[key] for key in ("frechet_ratio", "precision", "recall")}


def measured_as_samples(samples: torch.Tensor) -> dict[str, float]:
    """10,000 pictures in [0, 1] against the 10,000 test digits."""
    digits = data.mnist()
    others = torch.randperm(60_000, generator=torch.Generator().manual_seed(0))[:10_000]
    real, found = measure.features(digits.x_test), measure.features(samples)
    read = measure.read_digits(samples)
    share = read.argmax(1).bincount(minlength=10) / len(samples)
    unit = measure.frechet(real, measure.features(digits.x_train[others]))
    quality = measure.precision_recall(real, found)
    return {"frechet_ratio": measure.frechet(real, found) / unit,
            "judge_confidence": read.amax(1).mean().item(), "rarest_class": share.min().item(),
            "commonest_class": share.max().item(), "precision": quality["precision"],
            "recall": quality["recall"]}
