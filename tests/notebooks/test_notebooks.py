"""Every notebook keeps the rules, and each rule notices a notebook that breaks it."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tests.notebooks.rules import (
    PATHS,
    RULES,
    WIDGET,
    alt_texts,
    code,
    headings_in_order,
    known_helpers,
    no_errors_or_live_widgets,
    no_private_paths_or_shell,
    outputs_in_order_or_none,
    read,
    short_cells,
    slide_types_with_headings,
    summary_and_exercises,
    tables_name_their_cells,
)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_notebook_keeps_the_rule(path, rule):
    assert rule(read(path)) == []


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_notebook_is_small_and_committed_with_outputs(path):
    assert path.stat().st_size <= 800_000
    assert code(read(path))[-1].execution_count, "make render has not been run"


def test_the_first_two_notebooks_are_here():
    assert {"01_distributions", "02_autoencoder"} <= {path.stem for path in PATHS}


def test_the_first_code_cell_is_the_same_everywhere():
    assert len({code(read(path))[0].source for path in PATHS}) == 1


def cell(source="x = 1", kind=new_code_cell, slide="-", **more):
    return kind(source, metadata={"slideshow": {"slide_type": slide}, **more.pop("metadata", {})},
                **more)


PNG = {"image/png": "iVBORw0KGgo="}
DUMB = {"text/html": '<img alt="digits" src="data:image/png;base64,iVBORw0KGgo=">'}
CAPTION = "<caption>Test error a pixel, two nets</caption>"
TABLE = ("<table>" + CAPTION + "<thead><tr><th scope='col'>net</th><th scope='col'>MSE</th></tr>"
         "</thead><tbody><tr><th scope='row'>PCA</th><td>0.5</td></tr></tbody></table>")
# without a caption, with one of three words, without either heading, without rows
MUTE = [TABLE.replace(old, new) for old, new in (
    (CAPTION, ""), ("a pixel, two nets", "a pixel"), (" scope='col'", ""),
    ("<th scope='row'>PCA</th>", "<td>PCA</td>"), ("<tbody>", ""))]
BROKEN = [
    (short_cells, [cell("x = 1\n" * 21)]),
    (short_cells, [cell("x = " + "1" * 88)]),
    (slide_types_with_headings, [new_code_cell("x = 1")]),
    (slide_types_with_headings, [cell("no heading", new_markdown_cell, "slide")]),
    (headings_in_order, [cell("# A\n\n### B", new_markdown_cell)]),
    (headings_in_order, [cell("## A", new_markdown_cell)]),
    (alt_texts, [cell("![](a.png)", new_markdown_cell)]),
    (alt_texts, [cell(outputs=[new_output("display_data", PNG)])]),
    (alt_texts, [cell(outputs=[new_output("display_data", DUMB)])]),
    *((tables_name_their_cells, [cell(outputs=[new_output("display_data", {"text/html": table})])])
      for table in MUTE),
    (outputs_in_order_or_none, [cell(execution_count=2), cell(execution_count=1)]),
    (outputs_in_order_or_none, [cell(outputs=[new_output("stream", text="a")])]),
    (no_errors_or_live_widgets, [cell(outputs=[new_output("error", ename="E", evalue="e")])]),
    (no_errors_or_live_widgets, [cell(outputs=[new_output("display_data", {WIDGET: {}})])]),
    (no_errors_or_live_widgets, [cell("play.x()", outputs=[new_output("stream", text="a")])]),
    (no_private_paths_or_shell, [cell("open('/" + "home/me/x')")]),
    (no_private_paths_or_shell, [cell(outputs=[new_output("stream", text="/" + "root/x")])]),
    (no_private_paths_or_shell, [cell(outputs=[new_output("stream", text="C:\\Users\\me")])]),
    (no_private_paths_or_shell, [cell("!ls")]),
    (known_helpers, [cell("from helpers import magic")]),
    (summary_and_exercises, [cell("# A", new_markdown_cell)]),
]


@pytest.mark.parametrize(("rule", "cells"), BROKEN, ids=lambda x: getattr(x, "__name__", ""))
def test_each_rule_complains_about_a_notebook_that_breaks_it(rule, cells):
    assert rule(new_notebook(cells=cells))


def test_a_table_whose_cells_are_all_named_is_no_complaint():
    shown = new_output("display_data", {"text/html": TABLE + TABLE})
    assert tables_name_their_cells(new_notebook(cells=[cell(outputs=[shown])])) == []
