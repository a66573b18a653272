"""Notebook 09: the U-Nets, told the label or not, and their samples by steps."""

from collections.abc import Callable

import torch
from torch import nn

from helpers import course, data, measure, nets
from tools.recipes.recipe import Recipe, measured_as_samples, named_columns

NOBODY = 10  # the label "no digit asked for"
CELLS = ("noising", "waves", "block", "unet-layers", "unet")  # which define the net


def diffusion_samples(net: nn.Module, asked: torch.Tensor, eta: float) -> torch.Tensor:
    """The digits asked for (n,) as (n, 1, 28, 28), by notebook 09's own sampling, 20 steps."""
    names = nets.definitions(
        "09_diffusion", "noising", "forward-data", "sample-walk", "draw-code")
    net = net.to(course.device(), memory_format=torch.channels_last).eval()
    return names["draw"](net, asked, steps=20, eta=eta)


def sureness(told: bool) -> Callable[[nn.Module], dict[str, float]]:
    """How sure the judge is of 500 digits, by DDIM: its noise is drawn on the CPU, so that a test
    on another machine finds the same number."""
    def metric(net: nn.Module) -> dict[str, float]:
        asked = torch.arange(500) % 10 if told else torch.full((500,), NOBODY)
        with torch.backends.cudnn.flags(allow_tf32=False):
            images = diffusion_samples(net, asked, eta=0.0)
        return {"judge_confidence": measure.confidence(images)}
    return metric


def slow_quality(told: bool) -> Callable[[nn.Module], dict[str, float]]:
    """10,000, classes as frequent as in training, against the 10,000 test digits, by DDPM; and how
    often the judge reads the digit that was asked for."""
    def metric(net: nn.Module) -> dict[str, float]:
        order = torch.randperm(60_000, generator=torch.Generator().manual_seed(0))[:10_000]
        labels = data.mnist().y_train[order]
        images = diffusion_samples(
            net, labels if told else torch.full_like(labels, NOBODY), eta=1.0)
        found = measured_as_samples(images)
        del found["judge_confidence"]  # is that of the 500
        if told:
            read = measure.read_digits(images).argmax(1)
            found["asked_digit"] = (read == labels).float().mean().item()
        return found
    return metric


def _labels(names: dict) -> dict:
    """Told the label or not: one number a seed for each measure."""
    runs = names["runs"]
    return {"09_labels": (named_columns(runs), runs["nothing; trained without"][0][0], 0.0)}


RECIPES = {
    "09_unet": Recipe(
        "09_diffusion", CELLS, {"09_unet": lambda names: names["UNet"]()},
        lambda names: {"09_unet": (names["game"].ema.model, names["history"].seconds)},
        sureness(told=True), slow_quality(told=True), bits=8,
        histories=lambda names: {"09_unet": (
            dict(names["history"]), names["draw"](names["game"].ema, names["ten_of_each"](10)),
            names["history"].seconds)},
    ),
    "09_unlabelled": Recipe(
        "09_diffusion", CELLS, {"09_unlabelled": lambda names: names["UNet"]()},
        lambda names: {
            "09_unlabelled": (names["blind_game"].ema.model, names["blind_history"].seconds)},
        sureness(told=False), slow_quality(told=False), bits=8,
    ),
    "09_steps": Recipe(
        "09_diffusion", (), {}, lambda names: {}, lambda model: {},
        histories=lambda names: {"09_steps": (
            names["here"], names["draw"](names["best"], names["ten_of_each"](10)), 0.0)},
    ),
    "09_labels": Recipe(
        "09_diffusion", (), {}, lambda names: {}, lambda model: {}, histories=_labels,
    ),
}
