"""What a reader sees of a code cell that has just run, and what is wrong with it."""

import re

WIDGET = "application/vnd.jupyter.widget-view+json"
FIGURE = re.compile(r'<img\b(?=[^>]*\bsrc="data:image/)[^>]*>')
TABLE = re.compile(r"<table\b.*?</table>", re.S)
ROW = re.compile(r"<tr>(.*?)</tr>", re.S)
HEADING = {"head": re.compile(r"(<th scope='col'>[^<]*</th>)+"),
           "body": re.compile(r"<th scope='row'[^>]*>[^<]+</th>(<td>.*?</td>)*")}
ALT = re.compile(r'\balt="[^"]{20,}"')
COLOUR = re.compile(r"\x1b\[[\d;]*m")
DONE = re.compile(r"^nothing to do: ", re.M)
INTERACTIVE = re.compile(r"^play\.", re.M)
KERNEL = re.compile(r"^play\.(?!code_map)", re.M)  # those whose controls are widgets
LIVE_IN_PAGE = re.compile(r'<div class="course-map">.*<script>', re.S)


def figures(outputs: list) -> list[str]:
    """The <img> tags with a data address in a cell's outputs."""
    return [tag for output in outputs
            for tag in FIGURE.findall(output.get("data", {}).get("text/html", ""))]


def count_figures(outputs: list) -> int:
    """How many figures the outputs hold, as <img> or as a bare PNG."""
    return sum("image/png" in output.get("data", {}) or bool(figures([output]))
               for output in outputs)


def tables(outputs: list) -> list[str]:
    """The tables in a cell's outputs, as HTML."""
    return [table for output in outputs
            for table in TABLE.findall(output.get("data", {}).get("text/html", ""))]


def unnamed(table: str) -> list[str]:
    """What a reader who hears a table, cell by cell, is not told."""
    caption = re.search(r"<caption[^>]*>(.*?)</caption>", table)
    found = [] if caption and 5 <= len(caption[1].split()) <= 15 else [
        "no caption of 5 to 15 words"]
    for part, heading in HEADING.items():
        rows = ROW.findall(table.partition(f"<t{part}>")[2].partition(f"</t{part}>")[0])
        if not rows or not all(heading.fullmatch(row) for row in rows):
            found.append(f"cells of the {part} without their heading")
    return found


def complaints(cell, wanted: int) -> list[str]:
    """What goes wrong in the outputs of a cell that raised nothing; wanted: figures, at least.

    An error in a formatter or in a widget's callback stops no cell: it comes as an error output,
    or as a traceback on the error stream.
    """
    found, shown = [], figures(cell.outputs)
    for output in cell.outputs:
        data = output.get("data", {})
        if output.output_type == "error":
            found.append(COLOUR.sub("", "\n".join(output.traceback)))
        if output.get("name") == "stderr" and "Traceback (most recent call last)" in output.text:
            found.append(COLOUR.sub("", output.text))
        if any(kind.startswith("image/") for kind in data) and not figures([output]):
            found.append('a picture comes without <img alt="…" src="data:…">')
    found += [f"a figure has no alt text: {tag[:60]}" for tag in shown if not ALT.search(tag)]
    # a training that was finished before says so and draws nothing
    finished = any(DONE.search(output.get("text", "")) for output in cell.outputs)
    if len(shown) < wanted and not finished:
        found.append(f"{len(shown)} figures come, {wanted} are committed")
    if INTERACTIVE.search(cell.source) and not any(
        WIDGET in output.get("data", {})
        or LIVE_IN_PAGE.search(output.get("data", {}).get("text/html", ""))
        for output in cell.outputs
    ):
        found.append("an interactive comes without its live view")
    return found
