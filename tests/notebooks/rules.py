"""What every notebook keeps to: rules, notebook → a list of what is wrong."""

import ast
import re
from pathlib import Path

import nbformat

from tests import shown

ROOT = Path(__file__).resolve().parents[2]
PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))
SLIDES = {"slide", "subslide", "fragment", "skip", "notes", "-"}
PRIVATE = re.compile(r"(?<![\w.])/(home|root|work|tmp|Users)/|[A-Z]:\\Users")
WIDGET = "application/vnd.jupyter.widget-view+json"


def read(path):
    return nbformat.read(path, as_version=4)


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def valid_with_unique_ids(notebook):
    nbformat.validate(notebook)
    ids = [cell.id for cell in notebook.cells]
    return [f"id {i} twice" for i in set(ids) if ids.count(i) > 1]


def short_cells(notebook):
    found = []
    for cell in code(notebook):
        lines = cell.source.splitlines()
        if len(lines) > 20:
            found.append(f"{cell.id}: {len(lines)} lines")
        found += [f"{cell.id}: a line of {len(line)}" for line in lines if len(line) > 88]
    return found


def slide_types_with_headings(notebook):
    found = []
    for cell in notebook.cells:
        kind = cell.metadata.get("slideshow", {}).get("slide_type")
        if kind not in SLIDES:
            found.append(f"{cell.id}: slide type {kind}")
        if kind in ("slide", "subslide") and not (
            cell.cell_type == "markdown" and cell.source.startswith("#")
        ):
            found.append(f"{cell.id}: a {kind} without a heading")
    return found


def headings_in_order(notebook):
    levels = [
        len(match[1])
        for cell in notebook.cells if cell.cell_type == "markdown"
        for match in re.finditer(r"^(#+) ", cell.source, re.M)
    ]
    found = [] if levels[:1] == [1] and levels.count(1) == 1 else ["not one title at the top"]
    return found + [
        f"a jump from level {a} to {b}"
        for a, b in zip(levels, levels[1:], strict=False) if b > a + 1
    ]


def alt_texts(notebook):
    found = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and re.search(r"!\[\s*\]\(|<img(?![^>]*alt=)", cell.source):
            found.append(f"{cell.id}: a picture without alt text")
        outputs = cell.get("outputs", [])
        if any("image/png" in output.get("data", {}) for output in outputs):
            found.append(f"{cell.id}: a bare PNG, whose alt text no viewer shows")
        found += [f"{cell.id}: a figure without alt text"
                  for tag in shown.figures(outputs) if not shown.ALT.search(tag)]
    return found


def tables_name_their_cells(notebook):
    return [f"{cell.id}: a table with {complaint}" for cell in code(notebook)
            for table in shown.tables(cell.outputs) for complaint in shown.unnamed(table)]


def outputs_in_order_or_none(notebook):
    cells = code(notebook)
    counts = [cell.execution_count for cell in cells]
    if not any(cell.outputs for cell in cells) and set(counts) == {None}:
        return []
    return [] if counts == list(range(1, len(cells) + 1)) else [f"execution counts {counts}"]


def no_errors_or_live_widgets(notebook):
    found = []
    for cell in code(notebook):
        for output in cell.outputs:
            if output.output_type == "error" or output.get("name") == "stderr":
                found.append(f"{cell.id}: {output.output_type}")
            if WIDGET in output.get("data", {}):
                found.append(f"{cell.id}: a live widget in the outputs")
        if cell.outputs and shown.INTERACTIVE.search(cell.source) and not shown.figures(
            cell.outputs
        ):
            found.append(f"{cell.id}: an interactive without its static figure")
    return found


def no_private_paths_or_shell(notebook):
    found = []
    for cell in notebook.cells:
        texts = [cell.source]
        for output in cell.get("outputs", []):
            texts += [output.get("text", ""), str(output.get("data", {}).get("text/plain", ""))]
        found += [f"{cell.id}: an absolute path" for text in texts if PRIVATE.search(text)]
        if cell.cell_type == "code" and re.search(r"^\s*[!%]", cell.source, re.M):
            found.append(f"{cell.id}: a shell or magic line")
        if "<script" in cell.source:
            found.append(f"{cell.id}: a script")
    return found


def known_helpers(notebook):
    modules = {path.stem for path in (ROOT / "helpers").glob("[a-z]*")}
    found = []
    for cell in code(notebook):
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.ImportFrom) and node.module == "helpers":
                found += [n.name for n in node.names if n.name not in modules]
    return found


def exercises(notebook):
    """Triples (question, stub, solution) of cells tagged exercise."""
    cells = [cell for cell in notebook.cells if "exercise" in cell.metadata.get("tags", [])]
    return [cells[i : i + 3] for i in range(0, len(cells), 3)]


def summary_and_exercises(notebook):
    prose = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    found = []
    if not any(text.startswith("## Summary") for text in prose):
        found.append("no summary")
    if not any("placeholder" not in text for text in prose) or any(
        text.strip().endswith("placeholder") for text in prose
    ):
        found.append("a text that is not written yet")
    triples = exercises(notebook)
    if len(triples) < 3:
        found.append(f"{len(triples)} exercises")
    for triple in triples:
        shape = [cell.cell_type for cell in triple]
        if shape != ["markdown", "code", "markdown"]:
            found.append(f"{triple[0].id}: not question, stub, solution")
        elif not re.match(r"### Exercise \d — (predict|change|make):", triple[0].source):
            found.append(f"{triple[0].id}: no kind of exercise in the heading")
        elif not triple[1].source.splitlines()[-1].startswith("check."):
            found.append(f"{triple[1].id}: the last line is no check")
        elif not re.search(r"<details>.*```python\n.*```.*</details>", triple[2].source, re.S):
            found.append(f"{triple[2].id}: no solution in a details block")
    return found


RULES = [
    valid_with_unique_ids, short_cells, slide_types_with_headings, headings_in_order, alt_texts,
    tables_name_their_cells, outputs_in_order_or_none, no_errors_or_live_widgets,
    no_private_paths_or_shell, known_helpers, summary_and_exercises,
]
