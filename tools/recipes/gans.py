"""Notebooks 04, 05 and 08: GANs of digits."""

import torch
from torch import nn

from helpers import measure, nets
from tools.recipes.recipe import (
    Recipe,
    columns,
    measured_as_samples,
    quality_of_samples,
    slow_quality_of_samples,
    sureness_of_samples,
    sureness_of_tanh_samples,
    without_reading,
)


def drawn_digits(generator: nn.Module, n: int) -> torch.Tensor:
    """Digits 0, 1, … 9, 0, … asked of a conditional generator: (n, 1, 28, 28) in [0, 1]."""
    torch.manual_seed(1)
    asked = torch.nn.functional.one_hot(torch.arange(n) % 10, 10)
    return (nets.predict(generator, torch.cat([torch.randn(n, 64), asked], 1)) + 1) / 2


def asked_digits(generator: nn.Module) -> dict[str, float]:
    """How often the judge reads the digit that was asked for, in 5,000."""
    read = measure.read_digits(drawn_digits(generator, 5000))
    return {"judge_confidence": read.amax(1).mean().item(),
            "asked_digit": (read.argmax(1) == torch.arange(5000) % 10).float().mean().item()}


def slow_asked_digits(generator: nn.Module) -> dict[str, float]:
    """10,000 of them against the 10,000 test digits, as `quality_of_samples` does."""
    return without_reading(measured_as_samples(drawn_digits(generator, 10_000)))


def readable_codes(generator: nn.Module) -> dict[str, float]:
    """InfoGAN: share of 5,000 samples whose code names the digit, in the best naming."""
    torch.manual_seed(1)
    c, u = torch.arange(5000) % 10, 2 * torch.rand(5000, 2) - 1
    code = torch.cat([torch.randn(5000, 8), torch.nn.functional.one_hot(c, 10), u], 1)
    read = measure.read_digits((nets.predict(generator, code) + 1) / 2)
    share, _, _ = measure.best_naming(c, read.argmax(1))
    return {"judge_confidence": read.amax(1).mean().item(), "code_names_digit": share}


RECIPES = {
    "04_gan": Recipe(
        "04_gan_value_function", ("by-hand-code", "images-code"),
        {"04_gan_g": lambda names: names["mlp_gan"]().G},
        lambda names: {"04_gan_g": (names["digits"].G, names["gan_history"].seconds)},
        sureness_of_samples, bits=8,
    ),
    "05_dcgan": Recipe(
        "05_dcgan", ("dcgan-code",), {"05_dcgan_g": lambda names: names["dcgan"]()[0]},
        lambda names: {"05_dcgan_g": (names["game"].ema.model, names["history"].seconds)},
        quality_of_samples,
    ),
    "05_rules": Recipe(
        "05_dcgan", (), {}, lambda names: {}, lambda model: {},
        histories=lambda names: {
            f"05_{rule.replace(' ', '_')}": (
                columns(runs), pictures, sum(found["seconds"] for found in runs))
            for rule, (runs, pictures) in names["runs"].items()},
    ),
    "08_wgan_gp": Recipe(
        "08_gan_family", ("digits-code",), {"08_wgan_gp_g": lambda names: names["generator"]()},
        lambda names: {"08_wgan_gp_g": (names["wgan"].ema.model, names["wgan_history"].seconds)},
        sureness_of_tanh_samples, slow_quality_of_samples, bits=8,
    ),
    "08_cgan": Recipe(
        "08_gan_family", ("digits-code",),
        {"08_cgan_g": lambda names: names["generator"](64 + 10, 60)},
        lambda names: {"08_cgan_g": (names["asked"].ema.model, names["history"].seconds)},
        asked_digits, slow_asked_digits, bits=8,
    ),
    "08_infogan": Recipe(
        "08_gan_family", ("digits-code",),
        {"08_infogan_g": lambda names: names["generator"](8 + 10 + 2)},
        lambda names: {"08_infogan_g": (names["info"].ema.model, names["info_history"].seconds)},
        readable_codes, bits=8,
    ),
    "08_losses": Recipe(
        "08_gan_family", (), {}, lambda names: {}, lambda model: {},
        histories=lambda names: {
            f"08_{name.replace(',', '').replace(' ', '_')}": (
                {key: [float(value) for value in values] for key, values in curves.items()},
                pictures, seconds)
            for name, (curves, pictures, seconds) in names["runs"].items()},
    ),
}
