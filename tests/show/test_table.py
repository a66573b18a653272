"""Tables: a caption, headings of rows and columns, and the best in bold."""

import re

import pytest

from helpers import show

CAPTION = "Error a pixel, two nets & <three> seeds"
NETS = [{"name": "a", "error": 0.25}, {"name": "b", "error": 0.125}]


def test_a_lead_of_less_than_two_standard_errors_is_none():
    scores = [(0.50, 0.01), (0.52, 0.01), 0.40]
    rows = [{"name": name, "score": score} for name, score in zip("abc", scores, strict=True)]
    assert show.table(rows, caption=CAPTION, highest=["score"]).best == set()
    rows[1]["score"] = (0.60, 0.01)
    table = show.table(rows, caption=CAPTION, highest=["score"], lowest=["score"], digits=2)
    assert table.best == {(1, 1), (2, 1)}
    assert "0.60 ± 0.01" in repr(table)


def test_the_best_number_of_a_table_is_bold():
    table = show.table(NETS, caption=CAPTION, lowest=["error"])
    assert "<b>0.125</b>" in table._repr_html_() and "<b>0.250" not in table._repr_html_()
    assert repr(table).splitlines()[3].split() == ["b", "0.125"]


def test_a_table_says_first_what_it_compares():
    table = show.table(NETS, caption=CAPTION)
    assert re.match(r"<table><caption[^>]*>Error a pixel, two nets &amp; &lt;three&gt; seeds"
                    "</caption><thead>", table._repr_html_())
    assert repr(table).splitlines()[:2] == [CAPTION, "name  error"]
    with pytest.raises(ValueError, match="say what the table compares"):
        show.table(NETS, caption="Errors of nets")


def test_every_row_and_every_column_is_named_and_only_the_best_is_bold():
    page = show.table(NETS, caption=CAPTION)._repr_html_()
    assert re.findall("<th scope='col'>(.*?)</th>", page) == ["name", "error"]
    rows = re.findall(r"<tr><th scope='row' style='([^']*)'>(.*?)</th><td>(.*?)</td></tr>", page)
    assert [row[1:] for row in rows] == [("a", "0.250"), ("b", "0.125")]
    assert all("font-weight:400" in style for style, *_ in rows)
