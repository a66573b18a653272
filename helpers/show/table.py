"""A table of numbers with the best in bold."""

import html
import math

# Row names look as the cells beside them: bold is for the best number alone.
ROW = "<th scope='row' style='font-weight:400;text-align:inherit'>"


class Table:
    """Rows of text under a caption; the cells named best are bold.

    Shows as HTML, where the first cell of a row is its heading, and prints as aligned text.
    """

    def __init__(self, header: list[str], rows: list[list], best: set[tuple[int, int]],
                 caption: str):
        if len(caption.split()) < 5:
            raise ValueError(f"caption is {caption!r}: say what the table compares, on what and "
                             "in which unit, in five words or more.")
        self.header, self.rows, self.best, self.caption = header, rows, best, caption

    def __repr__(self) -> str:
        lines = [self.header, *[[str(cell) for cell in row] for row in self.rows]]
        widths = [max(len(line[i]) for line in lines) for i in range(len(self.header))]
        return "\n".join([self.caption] + [
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
            for line in lines
        ])

    def _repr_html_(self) -> str:
        caption = f"<caption style='text-align:left'>{html.escape(self.caption)}</caption>"
        head = "".join(f"<th scope='col'>{html.escape(name)}</th>" for name in self.header)
        body = ""
        for i, row in enumerate(self.rows):
            first, *others = (html.escape(str(cell)) for cell in row)
            cells = (f"<td><b>{cell}</b></td>" if (i, j) in self.best else f"<td>{cell}</td>"
                     for j, cell in enumerate(others, 1))
            body += f"<tr>{ROW}{first}</th>{''.join(cells)}</tr>"
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def table(rows: list[dict], *, caption: str, highest=(), lowest=(), digits: int = 3) -> Table:
    """A table with one row a dict; columns are the first dict's keys, and the first names the row.

    caption: what is compared, on what, in which unit; a line above the table.
    A cell is text, a number, or a pair (mean, standard error), shown as "0.976 ± 0.002".
    highest, lowest: columns whose best value is set in bold; where errors are given, only a value
    that leads each other by more than two standard errors of their difference. Floats are rounded.
    """
    header = list(rows[0])
    best = set()
    for columns, sign in ((highest, 1), (lowest, -1)):
        for column in columns:
            values = {i: _pair(row[column]) for i, row in enumerate(rows)
                      if isinstance(row[column], (int, float, tuple))}
            top = max(sign * mean for mean, _ in values.values())
            first = [i for i, (mean, _) in values.items() if sign * mean == top]
            if all(_leads(values[first[0]], other) for i, other in values.items()
                   if i not in first):
                best |= {(i, header.index(column)) for i in first}
    text = [[_text(row[key], digits) for key in header] for row in rows]
    return Table(header, text, best, caption)


def _pair(cell) -> tuple[float, float]:
    return cell if isinstance(cell, tuple) else (cell, 0.0)


def _leads(a: tuple[float, float], b: tuple[float, float]) -> bool:
    return abs(a[0] - b[0]) > 2 * math.hypot(a[1], b[1])


def _text(cell, digits: int) -> str:
    if isinstance(cell, tuple):
        return " ± ".join(f"{value:.{digits}f}" for value in cell)
    return f"{cell:.{digits}f}" if isinstance(cell, float) else str(cell)
