"""What a reader of a page gets, asked of the page itself by axe-core and by the DOM."""

import html
import re

from axe_playwright_python.sync_playwright import Axe

RULES = ["image-alt", "input-image-alt", "svg-img-alt", "role-img-alt", "button-name", "label",
         "select-name", "aria-input-field-name", "aria-toggle-field-name", "aria-command-name",
         "color-contrast", "scope-attr-valid", "td-headers-attr", "th-has-data-cells",
         "table-duplicate-name"]
# What the course puts into a page; .body is a slide of a deck. The rest is the viewer's own, as
# Out[1] is, and KaTeX's thousands of letters.
OURS = [".jp-OutputArea", ".jp-RenderedMarkdown", ".body"]
THEIRS = [".jp-OutputPrompt", ".katex"]
SEEN = """[...document.querySelectorAll('.jp-OutputArea img')]
  .filter(image => image.naturalWidth > 1 && image.checkVisibility()).map(image => image.alt)"""


def nameless(page) -> list[str]:
    """Pictures, controls and cells of a table without a name, and text too pale to be read."""
    answer = Axe().run(page, context={"include": [[area] for area in OURS],
                                       "exclude": [[area] for area in THEIRS]},
                       options={"runOnly": RULES, "resultTypes": ["violations"]}).response
    assert any(rule["nodes"] for rule in answer["passes"]), "axe-core found nothing to check"
    found = [f"{rule['id']}: {node['html'][:160]}"
             for rule in answer["violations"] for node in rule["nodes"]]
    # alt="" is decoration to axe-core; every picture that an output shows says something
    return found + ["a picture in an output says nothing"] * page.evaluate(SEEN).count("")


def pictures(page) -> list[str]:
    """The alt texts of the pictures that can be seen in the outputs."""
    return page.evaluate(SEEN)


def wait_for_maps(page, count: int) -> None:
    """Wait until so many maps of codes live in the page, in the place of their pictures."""
    page.wait_for_function(
        "count => document.querySelectorAll('.course-map > .course-live').length === count",
        arg=count)


def figures(notebook, live: bool = False) -> list[str]:
    """The alt texts of the pictures in a notebook's outputs, as the file has them.

    live: without the picture of a map of codes, which lives where the page runs scripts.
    """
    outputs = [output.get("data", {}).get("text/html", "")
               for cell in notebook.cells for output in cell.get("outputs", [])]
    outputs = [text for text in outputs if not (live and 'class="course-map"' in text)]
    found = [alt for text in outputs for alt in re.findall(r'<img alt="([^"]*)"', text)]
    return [html.unescape(alt) for alt in found]
