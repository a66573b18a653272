"""Notebooks 01 to 03 and 07: the judge, autoencoders and VAEs."""

import torch
from torch import nn

from helpers import data, measure, nets
from tools.recipes.recipe import Recipe, pair


def digit_accuracy(judge: nn.Module) -> dict[str, float]:
    digits = data.mnist()
    return {"test_accuracy": measure.accuracy(judge, digits.x_test, digits.y_test)}


def rebuilding_error(autoencoder: nn.Module) -> dict[str, float]:
    x_test = data.mnist().x_test
    return {"test_mse": measure.mse(x_test / 255, nets.predict(autoencoder, x_test))}


def sweep(names: dict) -> tuple[dict, torch.Tensor, float]:
    """Of each training the test MSE by epoch and its seconds; the examples, rebuilt by the first.

    Curves are called "deep 8 40 0": network, code length, epochs, seed.
    """
    curves, seconds = {}, 0.0
    for run, history in names["sweep"].items():
        key = " ".join(map(str, run))
        curves |= {key: history["test MSE"], f"{key} seconds": [history.seconds]}
        seconds += history.seconds
    first = next(iter(names["trained"].values()))
    return curves, nets.predict(pair(*first), names["examples"]), seconds


def in_nats(vae: nn.Module) -> dict[str, float]:
    """−ELBO of the 10,000 binarised test digits."""
    torch.manual_seed(0)
    binary = data.binarised(data.mnist().x_test).cpu()
    return {"neg_elbo": -measure.elbo(*vae, binary)["elbo"], **vae_error(vae)}


def slow_nats(vae: nn.Module) -> dict[str, float]:
    """−IWAE-500 of the same 10,000 digits; with two latents also the integral itself."""
    torch.manual_seed(0)
    binary = data.binarised(data.mnist().x_test).cpu()
    found = {"neg_iwae_500": -measure.iwae(*vae, binary)}
    if vae[1][0][0].in_features == 2:
        found["neg_log_p"] = -measure.log_likelihood(vae[1], binary)
    return found


def vae_error(vae: nn.Module, harm=None) -> dict[str, float]:
    """Mean squared error of what the VAE rebuilds from mu, without noise, on test digits."""
    x = data.floats(data.mnist().x_test).cpu()
    torch.manual_seed(0)
    mu = nets.predict(vae[0], harm(x) if harm else x).chunk(2, 1)[0]
    return {"test_mse": measure.mse(x, nets.predict(vae[1], mu).sigmoid())}


def grey_nats(vae: nn.Module) -> dict[str, float]:
    x = data.floats(data.mnist().x_test)
    torch.manual_seed(0)
    return {"neg_elbo_grey": -measure.elbo(*vae, x)["elbo"], **vae_error(vae)}


def rebuilt(encoder: nn.Module, decoder: nn.Module, images: torch.Tensor) -> torch.Tensor:
    """The notebook's ten examples as the reference's network rebuilds them."""
    mu = nets.predict(encoder, images).chunk(2, 1)[0]
    return nets.predict(decoder, mu).sigmoid()


def cleaning_error(vae: nn.Module) -> dict[str, float]:
    """Salt and pepper on 30 % of the pixels, as notebook 03 states it."""
    def harm(x):
        hit = torch.rand_like(x) < 0.3
        return torch.where(hit, torch.rand_like(x).round(), x)

    return vae_error(vae, harm)


def error_of_cut_codes(autoencoder: nn.Module) -> dict[str, float]:
    """Test MSE with the first 4, 16 and 64 numbers of the code, in dB against the mean picture."""
    x_train, _, x_test, _ = data.mnist()
    x, z = x_test / 255, nets.predict(autoencoder[0], x_test)
    mean = (x_train.float().mean(0) / 255).expand_as(x)
    found = {"test_mse": measure.mse(x, nets.predict(autoencoder[1], z))}
    for kept in (4, 16, 64):
        made = nets.predict(autoencoder[1], z * (torch.arange(z.shape[1]) < kept))
        found[f"db_{kept}"] = measure.psnr(measure.mse(x, mean)) - measure.psnr(
            measure.mse(x, made))
    return found


RECIPES = {
    "01_judge": Recipe(
        "01_distributions", (), {"01_judge": lambda names: measure.Judge()},
        lambda names: {"01_judge": (names["judge"], names["judge_history"].seconds)},
        digit_accuracy,
    ),
    "02_conv": Recipe(
        "02_autoencoder", ("conv-code",),
        {f"02_conv_p{p}": lambda names, p=p: pair(*names["conv_autoencoder"](p))
         for p in (2, 4, 8, 16, 32)},
        lambda names: {f"02_conv_p{p}": (pair(*both), names["conv_history"][p].seconds)
                       for p, both in names["conv"].items()},
        rebuilding_error,
    ),
    "02_sweep": Recipe(
        "02_autoencoder", (), {}, lambda names: {}, lambda model: {},
        histories=lambda names: {"02_sweep": sweep(names)},
    ),
    "03_plane": Recipe(
        "03_vae_manifold", ("nets",),
        {"03_vae_binary_z2": lambda names: pair(*names["vae"](2, hidden=(64, 64)))},
        lambda names: {"03_vae_binary_z2": (
            pair(*names["plane"]), names["plane_history"].seconds)},
        in_nats, slow_nats,
    ),
    "03_binary": Recipe(
        "03_vae_manifold", ("nets",),
        {"03_vae_binary_z20": lambda names: pair(*names["vae"](20, hidden=(128, 64), c=16))},
        lambda names: {"03_vae_binary_z20": (
            pair(*names["binary"]), names["binary_history"].seconds)},
        in_nats, slow_nats,
    ),
    "03_grey": Recipe(
        "03_vae_manifold", ("nets",),
        {f"03_vae_grey_z{p}": lambda names, p=p: pair(*names["vae"](p)) for p in (2, 5, 10, 20)},
        lambda names: {f"03_vae_grey_z{p}": (pair(*both), names["grey_history"][p].seconds)
                       for p, both in names["grey"].items()},
        grey_nats,
    ),
    "03_reference": Recipe(
        "03_vae_manifold", (), {}, lambda names: {}, lambda model: {},
        histories=lambda names: {
            f"03_reference_{name}": (history, rebuilt(*names["reference"][name], names["examples"]),
                                     history.seconds)
            for name, history in names["reference_history"].items()},
    ),
    "03_reference_cleaner": Recipe(
        "03_vae_manifold", (), {}, lambda names: {}, lambda model: {},
        histories=lambda names: {"03_reference_cleaner": (
            names["reference_cleaner_history"],
            rebuilt(*names["reference_cleaner"], names["salt_and_pepper"](names["examples"])),
            names["reference_cleaner_history"].seconds)},
    ),
    "03_cleaner": Recipe(
        "03_vae_manifold", ("nets",),
        {"03_vae_cleaner": lambda names: pair(*names["vae"](20, hidden=(64, 64)))},
        lambda names: {"03_vae_cleaner": (
            pair(*names["cleaner"]), names["cleaner_history"].seconds)},
        cleaning_error,
    ),
    "07_vq": Recipe(
        "07_autoencoder_family", ("vq-code", "vq-nets"),
        {"07_vq": lambda names: names["vq_vae"]()},
        lambda names: {"07_vq": (names["models"]["VQ-VAE"], names["histories"]["VQ-VAE"].seconds)},
        rebuilding_error,
    ),
    "07_taildrop": Recipe(
        "07_autoencoder_family", ("conv-code", "taildrop-code"),
        {"07_conventional": lambda names: names["conv_autoencoder"](),
         "07_taildrop": lambda names: names["conv_autoencoder"](names["TailDrop"]())},
        lambda names: {
            "07_conventional": (names["models"]["conv"], names["histories"]["conv"].seconds),
            "07_taildrop": (names["models"]["TailDrop"], names["histories"]["TailDrop"].seconds)},
        error_of_cut_codes, bits=8,
    ),
}
