"""Copies of the notebooks to hand out: no solutions, no outputs, no speaker's notes.

    python tools/handout.py [--into handout] [--force] [notebooks/02_autoencoder.ipynb …]

The folder must lie in the course's, where the copies find helpers and data. Copies that are there
already stay, unless --force: somebody may have worked in them.
"""

import argparse
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", type=Path,
                        default=sorted((ROOT / "notebooks").glob("*.ipynb")))
    parser.add_argument("--into", type=Path, default=ROOT / "handout", help="the folder")
    parser.add_argument("--force", action="store_true", help="replace copies that are there")
    chosen = parser.parse_args()
    into = chosen.into.resolve()
    if ROOT not in into.parents:
        raise SystemExit(f"{into} lies outside the course: the copies would not find helpers.")
    there = [path.name for path in chosen.notebooks if (into / path.name).exists()]
    if there and not chosen.force:
        raise SystemExit(f"{into.name}/{there[0]} is there already, perhaps with somebody's work: "
                         "move it away, or add --force (make handout ARGS=--force).")
    into.mkdir(parents=True, exist_ok=True)
    for path in chosen.notebooks:
        nbformat.write(handed_out(nbformat.read(path, as_version=4)), into / path.name)
    print(f"{len(chosen.notebooks)} notebooks in {into.name}/")


if __name__ == "__main__":
    main()
