"""A table of numbers with the best in bold."""

import html


class Table:
    """Rows of text; the cells named best are bold. Shows as HTML, prints as aligned text."""

    def __init__(self, header: list[str], rows: list[list], best: set[tuple[int, int]]):
        self.header, self.rows, self.best = header, rows, best

    def __repr__(self) -> str:
        lines = [self.header, *[[str(cell) for cell in row] for row in self.rows]]
        widths = [max(len(line[i]) for line in lines) for i in range(len(self.header))]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
            for line in lines
        )

    def _repr_html_(self) -> str:
        head = "".join(f"<th scope='col'>{html.escape(name)}</th>" for name in self.header)
        body = ""
        for i, row in enumerate(self.rows):
            cells = (
                f"<td><b>{html.escape(str(cell))}</b></td>" if (i, j) in self.best
                else f"<td>{html.escape(str(cell))}</td>"
                for j, cell in enumerate(row)
            )
            body += f"<tr>{''.join(cells)}</tr>"
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def table(rows: list[dict], *, highest=(), lowest=(), digits: int = 3) -> Table:
    """A table with one row a dict; columns are the first dict's keys.

    highest, lowest: columns of numbers whose best value is set in bold. Floats are rounded.
    """
    header = list(rows[0])
    best = set()
    for columns, choose in ((highest, max), (lowest, min)):
        for column in columns:
            values = {i: row[column] for i, row in enumerate(rows)
                      if isinstance(row[column], (int, float))}
            top = choose(values.values())
            best |= {(i, header.index(column)) for i, v in values.items() if v == top}
    text = [
        [f"{row[key]:.{digits}f}" if isinstance(row[key], float) else str(row[key])
         for key in header]
        for row in rows
    ]
    return Table(header, text, best)
