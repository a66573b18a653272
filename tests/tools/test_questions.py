"""TEACHING.md: its plans name sections that exist, its questions are those of the notebooks."""

import re

import nbformat
import pytest

from tools import questions


def headings(number: str) -> set[str]:
    path, = (questions.ROOT / "notebooks").glob(f"{number}_*.ipynb")
    cells = nbformat.read(path, as_version=4).cells
    return {line.lstrip("# ") for cell in cells if cell.cell_type == "markdown"
            for line in cell.source.splitlines() if line.startswith("#")}


def test_every_section_of_the_plans_is_a_heading_of_its_notebook():
    named = re.findall(r"(\d\d) › ([^·|]+)", questions.PAGE.read_text(encoding="utf-8"))
    assert len(named) > 25
    assert [f"{number} › {name}" for number, name in named
            if name.strip() not in headings(number)] == []


def test_the_list_is_that_of_the_notebooks():
    assert questions.page() == questions.PAGE.read_text(encoding="utf-8"), (
        "run python tools/questions.py")


def test_each_plan_adds_up():
    plans = questions.PAGE.read_text(encoding="utf-8").split("\n## ")[1:4]
    minutes = [sum(map(int, re.findall(r"^\| (\d+) \|", plan, re.M))) for plan in plans]
    assert minutes == [60, 180, 180]  # the third goes on from the second


@pytest.mark.parametrize(("note", "found"), [
    ('**Speaker, 2 minutes.** Ask: "How many?" Most say ten. Then: "Why?"', ["How many?", "Why?"]),
    ("**Speaker, 4 minutes.** Let the room bet: which is it? Then show it.", ["which is it?"]),
    ("**Speaker, 1 minute.** Show the table.", []),
])
def test_a_notes_questions_are_found(note, found):
    assert questions.asked(note) == found
