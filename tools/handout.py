"""Copies of the notebooks to hand out: no solutions, no outputs, no speaker's notes.

    python tools/handout.py [--into handout] [--force] [notebooks/02_autoencoder.ipynb …]

The folder must lie in the course's, where the copies find helpers and data. Copies that are there
already stay, unless --force: somebody may have worked in them.

With --nbgrader they are what its teacher begins with, in source/course/: each stub holds its
solution between nbgrader's marks, and a locked cell of one point asks the check. Then, with
c.ClearSolutions.code_stub = {"python": "# your answer above"} in nbgrader_config.py,

    nbgrader generate_assignment course
"""

import argparse
import re
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parents[1]


def handed_out(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The notebook without speaker's notes, solutions and outputs; else as it is."""
    notebook.cells = [
        cell for cell in notebook.cells
        if cell.metadata.get("slideshow", {}).get("slide_type") != "notes"
        and not ("exercise" in cell.metadata.get("tags", []) and "<details>" in cell.source)]
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def graded(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The notebook as nbgrader's source: solutions marked, a test behind each, no notes."""
    cells = []
    for cell, following in zip(notebook.cells, [*notebook.cells[1:], None], strict=True):
        cells.append(cell)
        if cell.cell_type == "code" and "exercise" in cell.metadata.get("tags", []):
            *stub, call = cell.source.splitlines()
            solution = re.search(r"```python\n(.*?)```", following.source, re.S)[1]
            name = call.split("(")[0].removeprefix("check.")
            cell.source = "\n".join([*stub, "### BEGIN SOLUTION", solution.rstrip(),
                                     "### END SOLUTION", call])
            cell.metadata["nbgrader"] = part(name, solution=True)
            cells.append(nbformat.v4.new_code_cell(
                f"assert {call}.ok", id=f"{cell.id}-test", metadata={
                    "nbgrader": part(f"{name}-test", points=1),
                    "slideshow": {"slide_type": "skip"}}))
    notebook.cells = cells
    return handed_out(notebook)


def part(name: str, solution: bool = False, points: int | None = None) -> dict:
    """nbgrader's metadata, schema 3, of a cell that is solved, or of a test that gives points."""
    test = {} if points is None else {"points": points}
    return {"schema_version": 3, "grade_id": name, "grade": bool(test), "locked": bool(test),
            "solution": solution, "task": False, **test}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", type=Path,
                        default=sorted((ROOT / "notebooks").glob("*.ipynb")))
    parser.add_argument("--into", type=Path, help="the folder: handout, or source/course")
    parser.add_argument("--nbgrader", action="store_true", help="with solutions, for its teacher")
    parser.add_argument("--force", action="store_true", help="replace copies that are there")
    chosen = parser.parse_args()
    into = chosen.into or ROOT / ("source/course" if chosen.nbgrader else "handout")
    into, make = into.resolve(), graded if chosen.nbgrader else handed_out
    if ROOT not in into.parents:
        raise SystemExit(f"{into} lies outside the course: the copies would not find helpers.")
    there = [path.name for path in chosen.notebooks if (into / path.name).exists()]
    if there and not chosen.force:
        raise SystemExit(f"{into.name}/{there[0]} is there already, perhaps with somebody's work: "
                         "move it away, or add --force (make handout ARGS=--force).")
    into.mkdir(parents=True, exist_ok=True)
    for path in chosen.notebooks:
        nbformat.write(make(nbformat.read(path, as_version=4)), into / path.name)
    print(f"{len(chosen.notebooks)} notebooks in {into.name}/")


if __name__ == "__main__":
    main()
