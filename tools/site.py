"""The web edition: every notebook as a page, a front page and a search, from what is committed.

    python tools/site.py [--into site]

Nothing is trained and nothing is fetched; the pages open from the disk or from any static host.
"""

import argparse
import html
import re
import shutil
import sys
from pathlib import Path

import nbformat
from nbconvert import HTMLExporter
from nbformat.v4 import new_output
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tools import live_cells, stamp  # noqa: E402
from tools.site_front import front  # noqa: E402
from tools.site_words import script_of_words  # noqa: E402
from tools.slides import BADGE, kind, only_plots, title_of  # noqa: E402

WEB = ROOT / "web"


def prepared(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The notebook as a page shows it: no speaker's notes, no badge, code folded that only plots.

    Cells that a lecture skips are folded too.
    """
    notebook.cells = [cell for cell in notebook.cells if kind(cell) != "notes"]
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = BADGE.sub("", cell.source)
        else:
            cell.metadata["folded"] = kind(cell) == "skip" or bool(cell.outputs) and only_plots(
                cell.source)
    return notebook


def with_game(notebook: nbformat.NotebookNode) -> None:
    """The lab of notebook 04 becomes a box for web/game.js: its picture and the steps' own code."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    lab = next(cell for cell in cells if "play.gan_lab(" in cell.source)
    picture = re.search(r"<img alt=[^>]+>", lab.outputs[0].data["text/html"])[0]
    steps = re.finditer(r"^def step_([DG])\(.*\n(?: .*\n?)+",
                        "\n".join(cell.source for cell in cells), re.M)
    look = HtmlFormatter()
    code = "".join(f'<div data-player="{step[1]}">{highlight(step[0], PythonLexer(), look)}</div>'
                   for step in steps)
    lab.outputs = [new_output("display_data", {"text/html": (
        f'<div class="course-game">{picture}{code}</div>'
        '<script src="web/chance.js"></script><script src="web/game.js"></script>'
        '<script>course.game.wake();</script>')})]


def headings(notebook: nbformat.NotebookNode) -> list[tuple[str, str]]:
    """(id of the cell, heading) of the sections."""
    return [(cell.id, re.sub("[#`]", "", cell.source.splitlines()[0]).strip())
            for cell in notebook.cells
            if cell.cell_type == "markdown" and cell.source.startswith("## ")]


def contents(titles: dict[str, str], own: str = "", sections=()) -> str:
    """The list of pages, with the sections of the one that it stands on."""
    def item(name: str) -> str:
        here = name == own
        inner = "".join(f'<li><a href="#{cell}">{html.escape(heading, quote=False)}</a></li>'
                        for cell, heading in sections) if here else ""
        return (f'<li><a href="{name}.html"{" aria-current=page" if here else ""}>'
                f"{html.escape(titles[name])}</a>{f'<ul>{inner}</ul>' if inner else ''}</li>")

    return f"<ol>{''.join(map(item, titles))}</ol>"


def around(titles: dict[str, str], name: str) -> str:
    """Links to the page before, the next one, and to the notebook itself."""
    names, files = list(titles), stamp.current()
    place = names.index(name)
    links = [(f"{names[at]}.html", f"{word}: {titles[names[at]]}")
             for at, word in ((place - 1, "Before"), (place + 1, "Next")) if 0 <= at < len(names)]
    path = f"blob/{files.tag}/notebooks/{name}.ipynb"
    links += [(f"https://colab.research.google.com/github/{files.slug}/{path}", "Run it in Colab"),
              (f"https://github.com/{files.slug}/{path}", "The notebook")]
    items = "".join(f'<a href="{html.escape(target)}">{html.escape(text)}</a>'
                    for target, text in links)
    return f'<div class="around">{items}</div>'


def page(notebook: nbformat.NotebookNode, title: str, nav: str, links: str = "") -> str:
    exporter = HTMLExporter(extra_template_basedirs=[str(WEB)], template_name="site")
    colours = HtmlFormatter(style="xcode").get_style_defs(".highlight")
    dark = HtmlFormatter(style="github-dark").get_style_defs("[data-theme=dark] .highlight")
    made, _ = exporter.from_notebook_node(notebook, {
        "metadata": {"title": title}, "contents": nav, "around": links,
        "code_colours": re.sub(r"background(-color)?: #\w+;?", "", colours + dark)})
    return made


def write(paths: list[Path], into: Path) -> list[Path]:
    """Write the pages and what they need; return the pages."""
    for part in ("vendor/katex", "site"):
        shutil.copytree(WEB / part, into / "web" / part, dirs_exist_ok=True,
                        ignore=shutil.ignore_patterns("*.j2", "conf.json"))
    notebooks = {path.stem: prepared(nbformat.read(path, as_version=4)) for path in paths}
    if "04_gan_value_function" in notebooks:
        with_game(notebooks["04_gan_value_function"])
        for script in ("chance.js", "game.js"):
            shutil.copy(WEB / script, into / "web")
    live_cells.put_into(notebooks, into)
    titles = {name: title_of(notebook) for name, notebook in notebooks.items()}
    (into / "web/site/words.js").write_text(script_of_words(notebooks), encoding="utf-8")
    pages = {"index": page(front(notebooks, stamp.current().slug), "Generative models, by hand",
                           contents(titles))}
    for name, notebook in notebooks.items():
        pages[name] = page(notebook, titles[name], contents(titles, name, headings(notebook)),
                           around(titles, name))
    for name, text in pages.items():
        (into / f"{name}.html").write_text(text, encoding="utf-8")
    return [into / f"{name}.html" for name in pages]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--into", type=Path, default=ROOT / "site", help="the folder")
    chosen = parser.parse_args()
    pages = write(sorted((ROOT / "notebooks").glob("*.ipynb")), chosen.into)
    size = sum(path.stat().st_size for path in chosen.into.rglob("*") if path.is_file())
    print(f"{len(pages)} pages, {size / 1e6:.1f} MB: open {chosen.into / 'index.html'}")


if __name__ == "__main__":
    main()
