"""The interactives of the notebooks that live in the pages of the web edition.

A page computes them itself (web/NAME.js); what they start from is what the notebook's own cells
compute.
"""

import base64
import contextlib
import io
import re
import shutil
import zlib
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import nbformat
import torch
from nbformat.v4 import new_output

from helpers import check, course, data, measure, nets, show, train, weights
from helpers.play import export
from helpers.play.translator import PALETTE
from tools import graphs

ROOT = Path(__file__).resolve().parents[1]
WEB = ROOT / "web"
SHARED = ("nn.js", "graph.js", "chance.js", "live.js")
# As the setup cell of a notebook imports them, without play
WORDS = {"torch": torch, "check": check, "course": course, "data": data, "measure": measure,
         "nets": nets, "show": show, "train": train, "weights": weights}


def given_to_walk(notebook: str, *ids: str) -> dict:
    """What a notebook's own cells of these ids give to `play.walk`, by name."""
    cells = nbformat.read(ROOT / f"notebooks/{notebook}.ipynb", as_version=4).cells
    sources = {cell.id: cell.source for cell in cells}
    calls = []
    names = WORDS | {"play": SimpleNamespace(walk=lambda sample, **given: calls.append(given))}
    with contextlib.redirect_stdout(io.StringIO()):
        for name in ids:
            exec(compile(sources[name], f"{notebook}:{name}", "exec"), names)
    return calls[0]


def packed(images: torch.Tensor) -> dict:
    """Pictures (N, C, H, W), uint8 or floats in [0, 1], as `course.live.pictures` reads them."""
    pixels = images if images.dtype == torch.uint8 else (255 * images).round().to(torch.uint8)
    content = zlib.compress(pixels.cpu().contiguous().numpy().tobytes(), 9)
    return {"shape": list(images.shape), "packed": base64.b64encode(content).decode()}


def rounded(numbers: torch.Tensor) -> list:
    """Numbers of z for a page: more digits than the weights hold."""
    return (numbers.double() * 1e5).round().div(1e5).tolist()


def walk() -> dict:
    """Where the walk in z starts (64,), and its eight directions (8, 64)."""
    given = given_to_walk("05_dcgan", "dcgan-code", "settled", "judge-load", "walk-code",
                          "sliders-play")
    return {name: rounded(given[name]) for name in ("start", "directions")}


def denoise() -> dict:
    """The first test digit of each kind, as the notebook takes them."""
    parts = nets.definitions("09_diffusion", "noising", "forward-data", "forward-ten")
    return {"digits": packed(parts["firsts"].view(10, 1, 28, 28))}


def translate() -> dict:
    """Twelve held-out emoji in both styles, those of the notebook's first figure; the paints."""
    parts = nets.definitions("06_cyclegan", "unpaired-code")
    some = slice(0, 12 * 13, 13)
    return {"names": parts["emoji"].names_test[some], "palette": PALETTE,
            "styles": {"Noto": packed(parts["a_test"][some]),
                       "OpenMoji": packed(parts["b_test"][some])}}


class Live(NamedTuple):
    """An interactive that lives in a page: web/KIND.js computes it."""

    cell: str
    kind: str
    data: Callable[[], dict]
    keeps: bool = False  # its static picture, which the text below reads


CELLS = {"05_dcgan": Live("sliders-play", "walk", walk),
         "06_cyclegan": Live("play-draw", "translate", translate),
         "09_diffusion": Live("steps-play", "denoise", denoise, keeps=True)}


def put_into(notebooks: dict[str, nbformat.NotebookNode], into: Path) -> None:
    """Put a box for the live model into the outputs of those cells, and its files into the site.

    The box holds the static picture, for print and for readers without script.
    """
    here = {name: live for name, live in CELLS.items() if name in notebooks}
    if not here:
        return
    graphs.write_models(into / "web/models")
    scripts = [*SHARED, *(f"{live.kind}.js" for live in here.values())]
    for script in scripts:
        shutil.copy(WEB / script, into / "web")
    for name, live in here.items():
        cell = next(cell for cell in notebooks[name].cells if cell.id == live.cell)
        outputs = [output for output in cell.outputs if "text/html" in output.get("data", {})]
        picture = re.search(r"<img alt=[^>]+>", outputs[0].data["text/html"])[0]
        linked = "".join(f'<script src="web/{script}"></script>'
                         for script in (*SHARED, f"{live.kind}.js"))
        keeps = " data-keeps" if live.keeps else ""
        box = (f'<div class="course-model" data-model="{live.kind}"{keeps}>{picture}'
               f"{export.held(live.data())}</div>{linked}")
        cell.outputs[cell.outputs.index(outputs[0])] = new_output(
            "display_data", {"text/html": box})
