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
from pathlib import Path

import nbformat
import torch
from torch import nn

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from helpers import course, weights  # noqa: E402
from tools.recipes import RECIPES, Recipe, model_of  # noqa: E402


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
