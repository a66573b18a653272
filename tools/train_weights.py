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
