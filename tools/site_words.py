"""What the web edition's search knows: words of cells, without marks of TeX and markdown."""

import html
import json
import re

import nbformat

# TeX in the search's words: what only sets type goes, the names of letters stay.
FONTS = re.compile(
    r"\\(?:mathrm|mathbb|mathbf|mathcal|operatorname\*?|text(?:bf|it)?|left|right|hat|tilde|bar"
    r"|frac|tfrac|sqrt|underbrace|begin|end|quad|qquad)\b")


def plain(source: str) -> str:
    """The words of a markdown cell for the search: without its marks, formulas as their letters."""
    text = re.sub(r"<[^>]+>|\]\([^)]*\)|[`*#|]|!?\[", " ", source)
    text = re.sub(r"\$\$?(.*?)\$\$?", lambda found: " " + re.sub(
        r"[\\{}_^&$]|\\[,;!]", " ", FONTS.sub(" ", found[1])) + " ", text, flags=re.S)
    return " ".join(text.split())


def words(notebook: nbformat.NotebookNode, name: str) -> list[list[str]]:
    """[page, cell, heading, words] of every cell of text, and of what its figures show."""
    found, heading = [], ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            if cell.source.startswith("#"):
                heading = plain(cell.source.splitlines()[0])
            text = plain(cell.source)
        else:
            text = " ".join(html.unescape(alt) for output in cell.outputs for alt in re.findall(
                r'<img alt="([^"]+)"', output.get("data", {}).get("text/html", "")))
        if text:
            found.append([f"{name}.html", cell.id, f"{name[:2]} · {heading}", text])
    return found


def script_of_words(notebooks: dict[str, nbformat.NotebookNode]) -> str:
    """The words of all notebooks, name → notebook, as a script: a page of file:// reads no data."""
    entries = [entry for name, notebook in notebooks.items() for entry in words(notebook, name)]
    return f"(globalThis.course ??= {{}}).words = {json.dumps(entries, ensure_ascii=False)};"
