"""Decks of reveal.js from the notebooks, to open without a server and without a network.

    python tools/slides.py [--into slides] [--pdf] [notebooks/02_autoencoder.ipynb …]

A deck shows the outputs that are in the file: nothing is run. --pdf prints each, by a Chromium.
Space goes on, S opens the speaker's window, F fills the screen, ? names all keys.
"""

import argparse
import ast
import html
import re
import shutil
import sys
from pathlib import Path

import nbformat
from nbconvert import SlidesExporter
from pygments.formatters import HtmlFormatter

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tools.lab import chromium_page, find_chromium  # noqa: E402

WEB = ROOT / "web"
PLOTS = re.compile(r"(show|play)\.\w+$")
BADGE = re.compile(r"^\[!\[[^\]]*\]\([^)]*\)\]\([^)]*\)\s*$", re.M)


def only_plots(source: str) -> bool:
    """Whether a cell's code is there for its figure: most of its lines are one call with `alt=`.

    Such code is folded on a slide. Code that defines or trains something never is.
    """
    if "alt=" not in source:
        return False
    statements = ast.parse(source).body
    if any(isinstance(part, ast.FunctionDef | ast.ClassDef) for part in statements) \
            or re.search(r"\b(train|weights)\.\w+\(", source):
        return False
    lines = {True: 0, False: 0}
    for part in statements:
        lines[_draws(part)] += part.end_lineno - part.lineno + 1
    return lines[True] > lines[False]


def _draws(statement: ast.stmt) -> bool:
    """Whether a statement is `with show.figure(…)` or a call of show's or play's own."""
    if isinstance(statement, ast.With):
        called = statement.items[0].context_expr
    else:
        called = getattr(statement, "value", None) if isinstance(statement, ast.Expr) else None
    return isinstance(called, ast.Call) and bool(PLOTS.match(ast.unparse(called.func)))


def prepared(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The notebook as a deck shows it: no badge of Colab's, code that only plots marked folded."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = BADGE.sub("", cell.source)
        elif cell.cell_type == "code" and cell.outputs:
            cell.metadata["folded"] = only_plots(cell.source)
    return notebook


def kind(cell) -> str:
    """A cell's slide type."""
    return cell.metadata.get("slideshow", {}).get("slide_type", "-")


def title_of(notebook: nbformat.NotebookNode) -> str:
    return notebook.cells[0].source.splitlines()[0].lstrip("# ")


def deck(notebook: nbformat.NotebookNode) -> str:
    """The page of a notebook's deck; it looks for web/ beside itself."""
    exporter = SlidesExporter(extra_template_basedirs=[str(WEB)], template_name="deck")
    page, _ = exporter.from_notebook_node(prepared(notebook), {
        "metadata": {"title": title_of(notebook)},
        "code_colours": HtmlFormatter(style="xcode").get_style_defs(".highlight")})
    return page


def contents(titles: dict[str, str]) -> str:
    """A page that names the decks, file → title."""
    rows = "".join(f'<li><a href="{name}">{html.escape(title)}</a></li>'
                   for name, title in titles.items())
    return ('<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Decks</title>'
            '<body style="font: 22px/1.6 sans-serif; max-width: 40em; margin: 2em auto">'
            f"<h1>Decks</h1><ul>{rows}</ul><p>Space goes on, S opens the speaker's window, F fills "
            "the screen, ? names all keys.</p></body></html>")


def write(paths: list[Path], into: Path) -> list[Path]:
    """Write a deck for each notebook and what the decks need; return the decks."""
    for part in ("vendor", "deck"):
        shutil.copytree(WEB / part, into / "web" / part, dirs_exist_ok=True,
                        ignore=shutil.ignore_patterns("*.j2", "conf.json"))
    titles = {}
    for path in paths:
        notebook = nbformat.read(path, as_version=4)
        titles[f"{path.stem}.html"] = title_of(notebook)
        (into / f"{path.stem}.html").write_text(deck(notebook), encoding="utf-8")
    (into / "index.html").write_text(contents(titles), encoding="utf-8")
    return [into / name for name in titles]


def print_decks(decks: list[Path]) -> None:
    """Print each deck as a PDF beside it, a slide a page."""
    executable = find_chromium()
    if executable is None:
        raise SystemExit("Printing needs a Chromium, and there is none here (Debian: apt-get "
                         "install chromium). Or open a deck with ?print-pdf after its name, and "
                         "print it.")
    with chromium_page(executable, 1280, 720) as page:
        for path in decks:
            page.goto(f"{path.resolve().as_uri()}?print-pdf")
            page.wait_for_selector("html[data-deck=ready] .pdf-page", timeout=120_000)
            page.pdf(path=path.with_suffix(".pdf"), prefer_css_page_size=True,
                     print_background=True)
            print(path.with_suffix(".pdf"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", type=Path,
                        default=sorted((ROOT / "notebooks").glob("*.ipynb")))
    parser.add_argument("--into", type=Path, default=ROOT / "slides", help="the folder")
    parser.add_argument("--pdf", action="store_true", help="print each deck too")
    chosen = parser.parse_args()
    decks = write(chosen.notebooks, chosen.into)
    print(f"{len(decks)} decks: open {chosen.into / 'index.html'}")
    if chosen.pdf:
        print_decks(decks)


if __name__ == "__main__":
    main()
