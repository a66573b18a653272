"""Train what the course ships: rerun a notebook's own training cells in the full profile.

    python tools/train_weights.py 02_conv

The notebook is the only copy of the training code: its setup cell and the cells tagged
`train-NAME` are run in order. The models are then rounded as they will be stored, measured on
real data, and written to data/weights/ with their cards.
"""

import argparse
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import nbformat
import torch
from torch import nn

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from helpers import course, data, measure, weights  # noqa: E402


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


def digit_accuracy(judge: nn.Module) -> dict[str, float]:
    digits = data.mnist()
    return {"test_accuracy": measure.accuracy(judge, digits.x_test, digits.y_test)}


def rebuilding_error(autoencoder: nn.Module) -> dict[str, float]:
    x_test = data.mnist().x_test
    return {"test_mse": measure.mse(x_test / 255, measure.predict(autoencoder, x_test))}


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
    mu = measure.predict(vae[0], harm(x) if harm else x).chunk(2, 1)[0]
    return {"test_mse": measure.mse(x, measure.predict(vae[1], mu).sigmoid())}


def grey_nats(vae: nn.Module) -> dict[str, float]:
    x = data.floats(data.mnist().x_test)
    torch.manual_seed(0)
    return {"neg_elbo_grey": -measure.elbo(*vae, x)["elbo"], **vae_error(vae)}


def cleaning_error(vae: nn.Module) -> dict[str, float]:
    """Salt and pepper on 30 % of the pixels, as notebook 03 states it."""
    def harm(x):
        hit = torch.rand_like(x) < 0.3
        return torch.where(hit, torch.rand_like(x).round(), x)

    return vae_error(vae, harm)


def sureness_of_samples(generator: nn.Module, to_unit=None) -> dict[str, float]:
    """The judge's mean confidence in 5,000 samples from N(0, 1), 64 numbers each.

    to_unit: brings the generator's pixels to [0, 1], where they aren't there already.
    """
    torch.manual_seed(0)
    samples = measure.predict(generator, torch.randn(5000, 64))
    read = measure.read_digits(to_unit(samples) if to_unit else samples)
    return {"judge_confidence": read.amax(1).mean().item(),
            "rarest_class": (read.argmax(1).bincount(minlength=10) / 5000).min().item()}


def sureness_of_tanh_samples(generator: nn.Module) -> dict[str, float]:
    """The same for a generator that ends with tanh."""
    return sureness_of_samples(generator, lambda x: (x + 1) / 2)


def quality_of_samples(generator: nn.Module) -> dict[str, float]:
    """10,000 samples from N(0, 1), 64 numbers each, against the 10,000 test digits."""
    torch.manual_seed(1)
    return measured_as_samples((measure.predict(generator, torch.randn(10_000, 64)) + 1) / 2)


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


def telling_fonts(judge: nn.Module) -> dict[str, float]:
    """Accuracy on the 160 held-out emoji in both fonts."""
    emoji = data.emoji()
    return {"test_accuracy": measure.accuracy(
        judge, torch.cat([emoji.noto_test, emoji.openmoji_test]),
        torch.arange(2).repeat_interleave(160))}


def truth_of_translations(both: nn.ModuleList) -> dict[str, float]:
    """The shipped style judge and the true twins on the 160 held-out emoji, both directions."""
    emoji = data.emoji()
    a, b = emoji.noto_test / 255, emoji.openmoji_test / 255
    judge = model_of("06_style_judge")
    weights.load(judge, "06_style_judge")
    found = {}
    for name, net, x, twins, font in (("a_to_b", both[0], a, b, 1), ("b_to_a", both[1], b, a, 0)):
        made = (measure.predict(net, 2 * x - 1) + 1) / 2
        said = measure.predict(judge, made).argmax(1)
        found |= {f"style_{name}": (said == font).float().mean().item(),
                  f"twin_found_{name}": measure.retrieval(made, twins)}
    return found


def diffusion_samples(net: nn.Module, asked: torch.Tensor) -> torch.Tensor:
    """The digits asked for (n,) as (n, 1, 28, 28), by notebook 09's own sampling, as its scoreboard
    draws them: 20 steps."""
    names = weights.definitions("09_diffusion", "noising", "forward-data", "sample-code",
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


def drawn_digits(generator: nn.Module, n: int) -> torch.Tensor:
    """Digits 0, 1, … 9, 0, … asked of a conditional generator: (n, 1, 28, 28) in [0, 1]."""
    torch.manual_seed(1)
    asked = torch.nn.functional.one_hot(torch.arange(n) % 10, 10)
    return (measure.predict(generator, torch.cat([torch.randn(n, 64), asked], 1)) + 1) / 2


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
    from scipy.optimize import linear_sum_assignment

    torch.manual_seed(1)
    c, u = torch.arange(5000) % 10, 2 * torch.rand(5000, 2) - 1
    code = torch.cat([torch.randn(5000, 8), torch.nn.functional.one_hot(c, 10), u], 1)
    read = measure.read_digits((measure.predict(generator, code) + 1) / 2)
    counts = torch.zeros(10, 10).index_put((c, read.argmax(1)), torch.ones(5000), accumulate=True)
    return {"judge_confidence": read.amax(1).mean().item(), "code_names_digit":
            counts[linear_sum_assignment(-counts)].sum().item() / 5000}


def error_of_cut_codes(autoencoder: nn.Module) -> dict[str, float]:
    """Test MSE with the first 4, 16 and 64 numbers of the code, in dB against the mean picture."""
    x_train, _, x_test, _ = data.mnist()
    x, z = x_test / 255, measure.predict(autoencoder[0], x_test)
    mean = (x_train.float().mean(0) / 255).expand_as(x)
    found = {"test_mse": measure.mse(x, measure.predict(autoencoder[1], z))}
    for kept in (4, 16, 64):
        made = measure.predict(autoencoder[1], z * (torch.arange(z.shape[1]) < kept))
        found[f"db_{kept}"] = measure.psnr(measure.mse(x, mean)) - measure.psnr(
            measure.mse(x, made))
    return found


def pair(*parts) -> nn.Module:
    return nn.Sequential(*parts)


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
    "03_cleaner": Recipe(
        "03_vae_manifold", ("nets",),
        {"03_vae_cleaner": lambda names: pair(*names["vae"](20, hidden=(64, 64)))},
        lambda names: {"03_vae_cleaner": (
            pair(*names["cleaner"]), names["cleaner_history"].seconds)},
        cleaning_error,
    ),
    "04_gan": Recipe(
        "04_gan_value_function", ("by-hand-code", "images-code"),
        {"04_gan_g": lambda names: names["mlp_gan"]().G},
        lambda names: {"04_gan_g": (names["digits"].G, names["gan_history"].seconds)},
        sureness_of_samples, bits=8,
    ),
    "05_dcgan": Recipe(
        "05_dcgan", ("dcgan-code",), {"05_dcgan_g": lambda names: names["dcgan"]()[0]},
        lambda names: {"05_dcgan_g": (names["ema"].model, names["history"].seconds)},
        quality_of_samples,
    ),
    "06_style_judge": Recipe(
        "06_cyclegan", ("judge-code",), {"06_style_judge": lambda names: names["style_judge"]()},
        lambda names: {"06_style_judge": (names["judge"], names["judge_history"].seconds)},
        telling_fonts,
    ),
    "06_cyclegan": Recipe(
        "06_cyclegan", ("generator-code", "generator-net"), {"06_cyclegan": lambda names: (
            nn.ModuleList([names["generator"](), names["generator"]()]))},
        lambda names: {"06_cyclegan": (nn.ModuleList([names["game"].G, names["game"].F]),
                                       names["history"].seconds)},
        truth_of_translations,
    ),
    "06_ablations": Recipe(
        "06_cyclegan", (), {}, lambda names: {}, lambda model: {},
        histories=lambda names: {
            f"06_{name.replace(' ', '_')}": (history, pictures, history.seconds)
            for name, (history, pictures) in names["runs"].items()},
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
                {key: [float(found[key]) for found, _ in runs] for key in runs[0][0]},
                runs[0][1], sum(found["seconds"] for found, _ in runs))
            for name, runs in names["runs"].items()},
    ),
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


def recipe_of(name: str) -> Recipe:
    """The recipe that makes the weights of that name."""
    return next(recipe for recipe in RECIPES.values() if name in recipe.models)


def model_of(name: str) -> nn.Module:
    """The model of those weights, untrained, as its notebook builds it."""
    recipe = recipe_of(name)
    return recipe.models[name](weights.definitions(recipe.notebook, *recipe.definitions))


def run_cells(notebook: str, tag: str) -> dict:
    """Run the setup cell and the cells with that tag; return the names they leave behind."""
    cells = nbformat.read(ROOT / "notebooks" / f"{notebook}.ipynb", as_version=4).cells
    code = [cell for cell in cells if cell.cell_type == "code"]
    tagged = [cell for cell in code[1:] if tag in cell.metadata.get("tags", [])]
    if not tagged:
        raise SystemExit(f"No cell of {notebook} is tagged {tag!r}: nothing to train.")
    names = {"__name__": "__main__"}
    os.chdir(ROOT / "notebooks")
    for cell in [code[0], *tagged]:
        exec(compile(cell.source, f"{notebook}:{cell.id}", "exec"), names)
    return names


def commit() -> str:
    """The commit that the training code stands in, marked where it was changed since."""
    def git(*words):
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True).stdout

    changed = git("status", "--porcelain", "--", "helpers", "notebooks", "tools").strip()
    return git("rev-parse", "--short=12", "HEAD").strip() + ("+changes" if changed else "")


def size(model: nn.Module) -> int:
    """All parameters; those of an average are not trainable, and `nets.count` leaves them out."""
    return sum(p.numel() for p in model.parameters())


def machine() -> str:
    if course.device().type == "cuda":
        return torch.cuda.get_device_name()
    return f"{platform.machine()} CPU, {torch.get_num_threads()} threads"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name", choices=RECIPES)
    parser.add_argument("--profile", choices=course.PROFILES, default="full")
    parser.add_argument("--into", type=Path, default=weights.FOLDER, help="another folder")
    parser.add_argument("--measure", action="store_true", help="only write the metrics anew")
    chosen = parser.parse_args()
    os.environ["COURSE_PROFILE"] = chosen.profile
    into = chosen.into.resolve()  # run_cells changes the folder that we are in
    recipe, started_from = RECIPES[chosen.name], commit()
    if chosen.measure:
        return measure_again(recipe)
    names = run_cells(recipe.notebook, f"train-{chosen.name}")
    for name, (model, seconds) in recipe.results(names).items():
        model = weights.rounded(model, recipe.bits)
        slow = recipe.slow_metric(model) if chosen.profile == "full" else {}
        metric = recipe.metric(model) | slow
        weights.save(
            model, name, bits=recipe.bits, folder=into,
            command=f"python tools/train_weights.py {chosen.name}",
            commit=started_from, profile=chosen.profile, seconds=round(seconds, 1),
            machine=machine(), parameters=size(model), metric=metric,
        )
        print(f"wrote {name}: {metric}")
    for name, (curves, pictures, seconds) in recipe.histories(names).items():
        last = {key: round(values[-1], 4) for key, values in curves.items()}
        weights.save_history(
            curves, pictures, name, folder=into / "histories",
            command=f"python tools/train_weights.py {chosen.name}", commit=started_from,
            profile=chosen.profile, seconds=round(seconds, 1), machine=machine(), metric=last)
        print(f"wrote histories/{name}: {last}")


def measure_again(recipe: Recipe) -> None:
    """Load the shipped weights and write their cards' metrics anew."""
    for name in recipe.models:
        model = model_of(name).eval()
        card = weights.load(model, name)
        model = weights.rounded(model, recipe.bits)  # other bits than before, perhaps
        card["metric"] = recipe.metric(model) | recipe.slow_metric(model)
        card["parameters"] = size(model)
        del card["sha256"]
        weights.save(model, name, bits=recipe.bits, **card)
        print(f"measured {name}: {card['metric']}")


if __name__ == "__main__":
    main()
