"""Saved notebooks as a reader without a kernel opens them, in a real browser."""

import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from tests.pages import figures, nameless, pictures, wait_for_maps

ROOT = Path(__file__).resolve().parents[2]
PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))
WIDGET = "application/vnd.jupyter.widget-view+json"
# One of each interactive, on what can be made in a moment.
CELLS = ["""
import torch
from torch import nn
from helpers import course, play, show
course.begin()
images = torch.rand(20, 1, 28, 28)
show.grid(images, alt="Twenty pictures of noise.")
""", """
play.interactive(lambda n: show.grid(images[:n], alt=f"{n} pictures of noise."),
                 n=play.slider("pictures", 1, 9, 4, 1))
""", """
play.code_map(nn.Sequential(nn.Linear(2, 784), nn.Sigmoid(), nn.Unflatten(1, (1, 28, 28))),
              torch.randn(200, 2), torch.arange(200) % 10)
""", """
play.film({0: images, 50: 1 - images}, alt="Twenty pictures of noise while they change.")
""", """
play.walk(lambda z: z.sum(1).sigmoid().view(-1, 1, 1, 1).expand(-1, 1, 28, 28), torch.zeros(2),
          torch.eye(2))
""", """
play.translator(lambda x: x.flip(1), lambda x: x.flip(1),
                dict(soft=torch.rand(8, 3, 8, 8), flat=torch.rand(8, 3, 8, 8)), list("abcdefgh"))
""", """
play.value_function(torch.distributions.Normal(torch.tensor(0.0), torch.tensor(1.0)))
""", """
from types import SimpleNamespace
play.gan_lab(lambda shape, noise: SimpleNamespace(
    G=nn.Linear(2, 2), D=nn.Linear(2, 1), real=lambda n: torch.randn(n, 2),
    noise=lambda n: torch.randn(n, 2)), lambda game, real: None, lambda game, n: None, ["a"], ["b"])
"""]


def convert(folder: Path, *sources: Path) -> None:
    """nbconvert's pages of notebooks, into a folder."""
    subprocess.run([sys.executable, "-m", "nbconvert", "--to", "html", *map(str, sources),
                    "--output-dir", str(folder)], check=True)


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """A notebook with one of each interactive, run by nbclient and saved as it is, and its page."""
    folder = tmp_path_factory.mktemp("executed")
    notebook = new_notebook(cells=[new_code_cell(cell.strip()) for cell in CELLS])
    # as `nbconvert --execute` does
    NotebookClient(notebook, kernel_name="python3",
                   resources={"metadata": {"path": str(ROOT)}}).execute()
    nbformat.write(notebook, folder / "all.ipynb")
    assert notebook.metadata.pop("widgets"), "nbclient keeps the widgets' state"
    nbformat.write(notebook, folder / "saved.ipynb")  # what JupyterLab saves by default
    convert(folder, folder / "all.ipynb", folder / "saved.ipynb")
    return folder


@pytest.fixture(scope="module", autouse=True)
def no_network(page):
    """nbconvert's pages load scripts for live widgets: here the figure has to do."""
    page.context.set_offline(True)


@pytest.fixture(scope="module")
def committed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("committed")
    convert(folder, *PATHS)
    return folder


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_committed_notebook_shows_every_figure_with_its_alt(page, committed, path):
    notebook = nbformat.read(path, as_version=4)
    wanted = figures(notebook, live=True)
    page.goto((committed / f"{path.stem}.html").as_uri())
    wait_for_maps(page, len(figures(notebook)) - len(wanted))
    assert nameless(page) == []
    assert pictures(page) == wanted and len(wanted) >= 5


@pytest.mark.parametrize("name", ["all", "saved"])
def test_a_page_shows_the_figure_of_every_interactive_with_and_without_widget_state(
    page, executed, name
):
    page.goto((executed / f"{name}.html").as_uri())
    wait_for_maps(page, 1)
    assert pictures(page) == figures(nbformat.read(executed / "all.ipynb", as_version=4), live=True)
    assert len(pictures(page)) == len(CELLS) - 1 and nameless(page) == []
    assert "rror displaying" not in page.inner_text("body")


def test_every_interactive_leaves_an_output_whose_richest_type_is_the_figure(executed):
    """For a viewer that shows one type an output (VS Code: application/vnd.* before text/html)."""
    for cell in nbformat.read(executed / "all.ipynb", as_version=4).cells[1:]:
        still, *live = (o.data for o in cell.outputs if o.output_type == "display_data")
        assert set(still) == {"text/html", "text/plain"} and "<img alt=" in still["text/html"]
        if "play.code_map" in cell.source:
            assert live == []  # its picture holds the live map
        else:
            assert [set(data) for data in live] == [{WIDGET}]


def test_the_map_of_an_exported_page_answers_from_the_file_and_asks_for_nothing(page, executed):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((executed / "saved.html").as_uri())
    wait_for_maps(page, 1)
    before = len(asked)
    digit = page.locator(".course-map .digit")
    seen = digit.evaluate("canvas => [canvas.toDataURL(), canvas.getAttribute('aria-label')]")
    page.locator(".course-map .map").hover(position={"x": 400, "y": 30})
    page.wait_for_function("""([canvas, [picture, words]]) => canvas.toDataURL() !== picture
      && canvas.getAttribute('aria-label') !== words""", arg=[digit.element_handle(), seen])
    # all that nbconvert's own head asks for comes before; offline, none of it is needed
    assert asked[before:] == []
    assert not any("http" in text for cell in nbformat.read(executed / "all.ipynb", 4).cells[2:3]
                   for output in cell.outputs for text in output.get("data", {}).values())


def test_a_copy_without_its_scripts_shows_the_figure_of_the_map(page, executed, tmp_path):
    """As a viewer that doesn't trust the notebook cleans it."""
    notebook = nbformat.read(executed / "saved.ipynb", as_version=4)
    for cell in notebook.cells:
        for output in cell.outputs:
            if html := output.get("data", {}).get("text/html"):
                output.data["text/html"] = re.sub(r"<script.*?</script>", "", html, flags=re.S)
    nbformat.write(notebook, tmp_path / "cleaned.ipynb")
    convert(tmp_path, tmp_path / "cleaned.ipynb")
    page.goto((tmp_path / "cleaned.html").as_uri())
    assert pictures(page) == figures(notebook) and len(figures(notebook)) == len(CELLS)
