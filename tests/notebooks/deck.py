"""What tests of presenting share: a small notebook of all slide types, and looks at the page."""

import json
import urllib.request
from pathlib import Path

import nbformat

from tools.lab import TOKEN, open_notebook

DRAWS = '''from helpers import play, show
def draw(end):
    return show.curves([0, 1], {"line": [0, end]}, alt=f"A straight line from 0 to {end}.")
play.interactive(draw, end=play.slider("end", 0, 100, 50, 1))'''
NOTE = "<details><summary>For the speaker</summary>\n\nDrag it.\n\n</details>"
CELLS = [  # slide type, source
    ("notes", "Said before all."), ("slide", "# First"), ("-", "with it"), (None, "without a type"),
    ("fragment", "Revealed."), ("notes", r"Say $\sum_i x_i^2$."), ("skip", "Only to read."),
    ("subslide", "## Second"), ("-", "DRAWS"), ("notes", NOTE), ("fragment", "CODE n = 1"),
    ("slide", "CODE import time\nprint('begun')\nwhile True:\n    time.sleep(0.1)"),
    ("-", "after the loop"), ("notes", "Press ■."), ("slide", "## Last"),
]
# What is seen at each step; the last one with a cell added.
PLACES = [[1, 2, 3], [1, 2, 3, 4], [7, 8], [7, 8, 10], [11, 12], [14], [14, 15]]
DECK, COUNT = ".course-deck", ".course-deck-count"
SEEN = """[...document.querySelectorAll('.course-deck .jp-Cell')]
  .flatMap((cell, i) => cell.checkVisibility() ? [i] : [])"""
LAB = """() => ({
  toolbar: [...document.querySelectorAll('.jp-NotebookPanel-toolbar > *')]
    .map(item => [item.className, item.checkVisibility(), box(item)]),
  around: ['#jp-top-panel', '#jp-left-stack', '#jp-main-dock-panel', '#jp-bottom-panel',
    '.jp-NotebookPanel', '.jp-Notebook', '.jp-WindowedPanel-outer'].map(name =>
    box(document.querySelector(name))),
  left: document.querySelectorAll('[class*=course-deck], [style*=course-deck]').length,
  scrolled: document.querySelector('.jp-WindowedPanel-outer').scrollTop,
  cells: document.querySelectorAll('.jp-Notebook .jp-Cell').length,
});
function box(node) {
  const { x, y, width, height } = node.getBoundingClientRect();
  return [x, y, width, height].map(Math.round).join();
}"""


def write_small(path: Path) -> None:
    """A small notebook with cells of each slide type: CELLS."""
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": {
        "name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}})
    for kind, source in CELLS:
        code = source == "DRAWS" or source.startswith("CODE ")
        source = DRAWS if source == "DRAWS" else source.removeprefix("CODE ")
        make = nbformat.v4.new_code_cell if code else nbformat.v4.new_markdown_cell
        metadata = {"slideshow": {"slide_type": kind}} if kind else {}
        notebook.cells.append(make(source, metadata=metadata))
    nbformat.write(notebook, path)


def button(page, name: str):
    return page.get_by_role("button", name=name)


def steps(page, keys: list[tuple[str, int]]) -> None:
    """Press each key; each leads to its place."""
    for key, place in keys:
        page.keyboard.press(key)
        at(page, place)


def open_with_buttons(page, address: str, notebook: str) -> None:
    open_notebook(page, address, notebook)
    page.wait_for_function(
        "document.querySelectorAll('.jp-NotebookPanel-toolbar > *').length > 10")


def at(page, place: int) -> None:
    """The deck comes to show this place of PLACES and nothing else."""
    page.wait_for_function(f"{SEEN}.join() === '{','.join(map(str, PLACES[place]))}'")


def lab_as_it_is(page) -> dict:
    page.wait_for_timeout(1000)  # the toolbar folds itself up half a second after a change
    return page.evaluate(LAB)


def windowing(address: str, mode: str) -> None:
    """Whether JupyterLab takes cells that are off the screen out of the page ("full")."""
    urllib.request.urlopen(urllib.request.Request(
        f"{address}/lab/api/settings/@jupyterlab/notebook-extension:tracker", method="PUT",
        data=json.dumps({"raw": json.dumps({"windowingMode": mode})}).encode(),
        headers={"Authorization": f"token {TOKEN}"}))
