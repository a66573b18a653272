"""The pretend accelerator, on which test_live.py runs every notebook, finds what a GPU refuses."""

import nbformat
import pytest
import torch
from nbformat.v4 import new_code_cell, new_notebook

from tests.notebooks import pretend_cases
from tests.notebooks.apart import run
from tests.notebooks.live_class import PRETEND

pytestmark = pytest.mark.skipif(
    not PRETEND, reason="this PyTorch can't be given a device in Python")


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pretend")
    return run("pretend_cases", folder) | {"folder": folder}


@pytest.mark.parametrize("case", pretend_cases.NAMES)
def test_the_device_is_as_strict_as_a_gpu_and_as_right_as_the_cpu(found, case):
    assert found[case] is None


def test_a_checkpoint_of_the_device_is_read_where_there_is_none(found):
    state = torch.load(found["folder"] / "run.pt", weights_only=True)  # and no map_location
    assert state["keep"]["net"]["weight"].device.type == "cpu"
    assert state["keep"]["optimizer"]["state"][0]["exp_avg"].device.type == "cpu"
    assert set(state["history"]["random"]["now"]) == {"cpu", "pretend"}


SETUP = """
import ipywidgets
import torch
from torch import nn
from helpers import course, measure, nets, play, show
course.begin()
"""
LAB = """
from types import SimpleNamespace
square = lambda n: torch.rand(n, 2, device=course.device())
shapes = {"ring": square, "one blob": lambda n: torch.randn(n, 2)}
def game(shape, noise):
    G, D = nets.mlp([2, 4, 2]).to(course.device()), nets.mlp([2, 4, 1]).to(course.device())
    return SimpleNamespace(G=G, D=D, real=shapes[shape], noise=square)
play.gan_lab(game, lambda game, real: game.D(real), lambda game, n: game.G(game.noise(n)),
             list(shapes), ["square"])
"""


def test_faults_that_readers_met_are_found_in_a_cell_and_in_a_control(tmp_path):
    cells = {
        "setup": SETUP,
        "board": "nets.predict(nets.mlp([64, 8]), torch.randn(9, 64))",  # 09: G on the CPU
        "figure": "show.plt.plot(torch.ones(2, device=course.device()))",
        "float64": "torch.ones(2, device=course.device()).double()",
        "lab": LAB,                                      # 04: "one blob" comes from the CPU
    }
    path = tmp_path / "faults.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell(source, id=name)
                                       for name, source in cells.items()]), path)
    failed = run("live_class", path)["failed"]
    assert set(failed) == {"board", "figure", "float64", "controls"}
    assert "same device" in failed["board"] and "no torch.float64" in failed["float64"]
    assert "'step D' after 'one blob'" in failed["controls"]
