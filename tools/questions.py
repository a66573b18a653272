"""Gather every question of the speaker's notes into TEACHING.md, notebook by notebook.

    python tools/questions.py

What stands between the two markers is written anew.
"""

import re
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "TEACHING.md"
BEGIN, END = "<!-- questions: begin -->", "<!-- questions: end -->"


def asked(note: str) -> list[str]:
    """The questions in a speaker's note: those in quotation marks, else its sentences with a ?"""
    note = re.sub(r"^\*\*Speaker.*?\*\*", "", note).replace("\n", " ")
    quoted = re.findall(r"[\"“]([^\"“”]*\?)[\"”]", note)
    return quoted or [s.strip() for s in re.findall(r"[^.?!:]*\?", note)]


def questions(path: Path) -> list[tuple[str, str]]:
    """(heading, question) of a notebook, in its order."""
    found, heading = [], ""
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type != "markdown":
            continue
        if match := re.match(r"#+ (.*)", cell.source):
            heading = match[1]
        if cell.metadata.get("slideshow", {}).get("slide_type") == "notes":
            found += [(heading, question) for question in asked(cell.source)]
    return found


def listed() -> str:
    """The list of all notebooks, as markdown."""
    lines = []
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        lines += ["", f"**{path.stem[:2]}**", ""]
        lines += [f"- *{heading}*: {question}" for heading, question in questions(path)]
    return "\n".join(lines) + "\n"


def page() -> str:
    """TEACHING.md with the list as the notebooks have it now."""
    head, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    return f"{head}{BEGIN}\n{listed()}\n{END}{rest.split(END)[1]}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
