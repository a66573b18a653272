"""The shipped weights: each loads, and its card tells the truth about it on real data."""

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from torch import nn

from helpers import measure, weights
from tools.train_weights import RECIPES, ROOT

NAMES = sorted(path.stem for path in weights.FOLDER.glob("*.json"))


def model_of(name: str) -> nn.Module:
    """The model as its notebook builds it."""
    if name == "01_judge":
        return measure.Judge()
    cells = nbformat.read(ROOT / "notebooks" / "02_autoencoder.ipynb", as_version=4).cells
    names = {}
    exec("from helpers import course, nets\nimport torch", names)
    exec(next(cell.source for cell in cells if cell.id == "conv-code"), names)
    return nn.Sequential(*names["conv_autoencoder"](int(name.rsplit("p", 1)[1])))


def test_every_weights_file_has_a_card_and_all_are_small():
    files = list(weights.FOLDER.glob("*.safetensors"))
    assert sorted(path.stem for path in files) == NAMES != []
    assert sum(path.stat().st_size for path in files) <= 6_000_000


@pytest.mark.parametrize("name", NAMES)
def test_a_card_tells_the_truth(name):
    model = model_of(name)
    card = weights.load(model, name)
    assert card["profile"] == "full" and set(weights.CARD) <= set(card)
    recipe = next(recipe for key, recipe in RECIPES.items() if name.startswith(key))
    assert recipe.metric(model) == pytest.approx(card["metric"], rel=1e-3)


def test_the_shipped_models_reach_their_bars():
    assert weights.card("01_judge")["metric"]["test_accuracy"] >= 0.99
    assert weights.card("02_conv_p2")["metric"]["test_mse"] <= 0.038
    assert weights.card("02_conv_p32")["metric"]["test_mse"] <= 0.007


def test_the_tool_reruns_the_notebooks_own_cells(tmp_path):
    tool = Path(ROOT) / "tools" / "train_weights.py"
    result = subprocess.run(
        [sys.executable, str(tool), "01_judge", "--profile", "smoke", "--into", str(tmp_path)],
        capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "01_judge.safetensors").exists()
    assert '"profile": "smoke"' in (tmp_path / "01_judge.json").read_text()
