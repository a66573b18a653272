"""What a reader of a page gets, asked of the page itself by axe-core and by the DOM."""

import html
import re

from axe_playwright_python.sync_playwright import Axe

RULES = ["image-alt", "input-image-alt", "svg-img-alt", "role-img-alt", "button-name", "label",
         "select-name", "aria-input-field-name", "aria-toggle-field-name", "aria-command-name"]
# What the course puts into a page; the rest is the viewer's own.
OURS = [".jp-OutputArea", ".jp-RenderedMarkdown"]
SEEN = """[...document.querySelectorAll('.jp-OutputArea img')]
  .filter(image => image.naturalWidth > 1 && image.checkVisibility()).map(image => image.alt)"""


def nameless(page) -> list[str]:
    """Pictures without alt and controls without a name in a page that shows a notebook."""
    answer = Axe().run(page, context={"include": [[area] for area in OURS]},
                       options={"runOnly": RULES}).response
    assert any(rule["nodes"] for rule in answer["passes"]), "axe-core found nothing to check"
    found = [f"{rule['id']}: {node['html'][:160]}"
             for rule in answer["violations"] for node in rule["nodes"]]
    # alt="" is decoration to axe-core; every picture that an output shows says something
    return found + ["a picture in an output says nothing"] * page.evaluate(SEEN).count("")


def pictures(page) -> list[str]:
    """The alt texts of the pictures that can be seen in the outputs."""
    return page.evaluate(SEEN)


def figures(notebook) -> list[str]:
    """The alt texts of the pictures in a notebook's outputs, as the file has them."""
    outputs = [output.get("data", {}).get("text/html", "")
               for cell in notebook.cells for output in cell.get("outputs", [])]
    found = [alt for text in outputs for alt in re.findall(r'<img alt="([^"]*)"', text)]
    return [html.unescape(alt) for alt in found]
