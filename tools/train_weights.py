"""Train what the course ships: rerun a notebook's own training cells in the full profile.

    python tools/train_weights.py 02_conv

The notebook is the only copy of the training code: its setup cell and the cells tagged
`train-NAME` are run in order. The models are then rounded to half precision, measured on
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

from helpers import course, data, measure, nets, weights  # noqa: E402


class Recipe(NamedTuple):
    """Where a training stands, what it leaves behind, and how good that is."""

    notebook: str
    results: Callable[[dict], dict[str, tuple[nn.Module, float]]]  # weights name → model, seconds
    metric: Callable[[nn.Module], dict[str, float]]


def digit_accuracy(judge: nn.Module) -> dict[str, float]:
    digits = data.mnist()
    return {"test_accuracy": measure.accuracy(judge, digits.x_test, digits.y_test)}


def rebuilding_error(autoencoder: nn.Module) -> dict[str, float]:
    x_test = data.mnist().x_test
    return {"test_mse": measure.mse(x_test / 255, measure.predict(autoencoder, x_test))}


def in_nats(vae: nn.Module) -> dict[str, float]:
    """−ELBO and −IWAE-500 of binarised test digits (all of them, 1,000), and the error of mu."""
    x_test = data.mnist().x_test
    binary = data.binarised(x_test).cpu()
    torch.manual_seed(0)
    return {"neg_elbo": -measure.elbo(*vae, binary)["elbo"],
            "neg_iwae_500": -measure.iwae(*vae, binary[:1000]), **vae_error(vae)}


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


def sureness_of_samples(generator: nn.Module) -> dict[str, float]:
    """The judge's mean confidence in 5,000 samples from N(0, 1), 64 numbers each."""
    torch.manual_seed(0)
    read = measure.read_digits(measure.predict(generator, torch.randn(5000, 64)))
    return {"judge_confidence": read.amax(1).mean().item(),
            "rarest_class": (read.argmax(1).bincount(minlength=10) / 5000).min().item()}


RECIPES = {
    "01_judge": Recipe(
        "01_distributions",
        lambda names: {"01_judge": (names["judge"], names["judge_history"].seconds)},
        digit_accuracy,
    ),
    "02_conv": Recipe(
        "02_autoencoder",
        lambda names: {
            f"02_conv_p{p}": (nn.Sequential(*pair), names["conv_history"][p].seconds)
            for p, pair in names["conv"].items()
        },
        rebuilding_error,
    ),
    "03_plane": Recipe(
        "03_vae_manifold",
        lambda names: {"03_vae_binary_z2": (
            nn.Sequential(*names["plane"]), names["plane_history"].seconds)},
        in_nats,
    ),
    "03_binary": Recipe(
        "03_vae_manifold",
        lambda names: {"03_vae_binary_z20": (
            nn.Sequential(*names["binary"]), names["binary_history"].seconds)},
        in_nats,
    ),
    "03_grey": Recipe(
        "03_vae_manifold",
        lambda names: {
            f"03_vae_grey_z{p}": (nn.Sequential(*pair), names["grey_history"][p].seconds)
            for p, pair in names["grey"].items()
        },
        grey_nats,
    ),
    "03_cleaner": Recipe(
        "03_vae_manifold",
        lambda names: {"03_vae_cleaner": (
            nn.Sequential(*names["cleaner"]), names["cleaner_history"].seconds)},
        cleaning_error,
    ),
    "04_gan": Recipe(
        "04_gan_value_function",
        lambda names: {"04_gan_g": (names["digits"].G, names["gan_history"].seconds)},
        sureness_of_samples,
    ),
}


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


def machine() -> str:
    if torch.cuda.is_available():
        return torch.cuda.get_device_name()
    return f"{platform.machine()} CPU, {torch.get_num_threads()} threads"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name", choices=RECIPES)
    parser.add_argument("--profile", choices=course.PROFILES, default="full")
    parser.add_argument("--into", type=Path, default=weights.FOLDER, help="another folder")
    chosen = parser.parse_args()
    os.environ["COURSE_PROFILE"] = chosen.profile
    weights.FOLDER = chosen.into.resolve()
    recipe, started_from = RECIPES[chosen.name], commit()
    for name, (model, seconds) in recipe.results(
        run_cells(recipe.notebook, f"train-{chosen.name}")
    ).items():
        metric = recipe.metric(weights.rounded(model))
        weights.save(
            model, name, command=f"python tools/train_weights.py {chosen.name}",
            commit=started_from, profile=chosen.profile, seconds=round(seconds, 1),
            machine=machine(), parameters=nets.count(model), metric=metric,
        )
        print(f"wrote {name}: {metric}")


if __name__ == "__main__":
    main()
