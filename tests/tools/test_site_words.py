"""The words that the web edition's search knows."""

import json
import re
from pathlib import Path

import nbformat
import pytest

from tools import site_words

PATHS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize(("source", "words"), [
    (r"The $\mathrm{KL}$ of $\sigma_1^2$", "The KL of sigma 1 2"),
    ("[Kingma](https://a.b/c) **said** `x`", "Kingma said x"),
    ("$$\\frac{p}{q}$$ 분포", "p q 분포")])
def test_the_searchs_words_hold_no_marks_of_tex_or_markdown(source, words):
    assert site_words.plain(source) == words


def test_the_words_of_all_notebooks_are_a_script_that_a_page_can_read():
    text = site_words.script_of_words({
        path.stem: nbformat.read(path, as_version=4) for path in PATHS})
    entries = json.loads(re.fullmatch(r"\(globalThis\.course \?\?= \{\}\)\.words = (.*);", text)[1])
    assert {entry[0] for entry in entries} == {f"{path.stem}.html" for path in PATHS}
    assert len(text.encode()) < 500_000
