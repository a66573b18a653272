"""Notebook 09: the U-Net, and its samples by number of steps."""

import torch
from torch import nn

from helpers import course, data, measure, nets
from tools.recipes.recipe import Recipe, measured_as_samples


def diffusion_samples(net: nn.Module, asked: torch.Tensor) -> torch.Tensor:
    """The digits asked for (n,) as (n, 1, 28, 28), by notebook 09's own sampling, as its scoreboard
    draws them: 20 steps."""
    names = nets.definitions("09_diffusion", "noising", "forward-data", "sample-code",
                                "sample-walk", "draw-code")
    net = net.to(course.device(), memory_format=torch.channels_last).eval()
    return names["draw"](net, asked, steps=20, eta=1.0)


def quality_of_diffusion(net: nn.Module) -> dict[str, float]:
    """500 digits, as many of each class."""
    asked = torch.arange(500) % 10
    read = measure.read_digits(diffusion_samples(net, asked))
    return {"judge_confidence": read.amax(1).mean().item(),
            "asked_digit": (read.argmax(1) == asked).float().mean().item()}


def slow_quality_of_diffusion(net: nn.Module) -> dict[str, float]:
    """10,000, classes as frequent as in training, against the 10,000 test digits."""
    order = torch.randperm(60_000, generator=torch.Generator().manual_seed(0))[:10_000]
    found = measured_as_samples(diffusion_samples(net, data.mnist().y_train[order]))
    del found["judge_confidence"]  # is that of the 500
    return found


RECIPES = {
    "09_unet": Recipe(
        "09_diffusion", ("noising", "waves", "block", "unet"),
        {"09_unet": lambda names: names["UNet"]()},
        lambda names: {"09_unet": (names["ema"].model, names["history"].seconds)},
        quality_of_diffusion, slow_quality_of_diffusion, bits=8,
    ),
    "09_steps": Recipe(
        "09_diffusion", (), {}, lambda names: {}, lambda model: {},
        histories=lambda names: {"09_steps": (names["here"], names["last_ddpm"], 0.0)},
    ),
}
