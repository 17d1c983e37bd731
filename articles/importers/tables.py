"""A table of data becomes text that keeps its rows and columns; a table that only lays out a page is no table."""

import re
from collections.abc import Callable
from dataclasses import replace

from bs4 import Tag

from articles.document import Paragraph
from articles.importers.inline import join

WIDEST = 80  # characters of a line that is still read as columns
LONGEST_CELL = 200
MOST_COLUMNS = 200
_BLOCKS_IN_CELL = "p div ul ol dl blockquote pre figure h1 h2 h3 h4 h5 h6 section article hr form"
BLOCKS_IN_CELL = frozenset(_BLOCKS_IN_CELL.split())
NUMBER = re.compile(r"[-+−–(]?[$€£¥]?\s?\d[\d.,\s]*(?:\s?[%)€]|\s?\w{1,3})?")
EMPTY = "–"


def is_data(table: Tag) -> bool:
    """Whether the table holds data: two columns or more, of short cells without blocks of text in them."""
    if table.get("role") in ("presentation", "none") or table.find("table"):
        return False
    rows = _rows(table)
    if max((len(row) for row in rows), default=0) < 2 or sum(len(row) > 1 for row in rows) * 2 < len(rows):
        return False
    if len(rows) < 2 and not table.find("th"):
        return False
    return all(_is_simple(cell) for row in rows for cell in row)


def blocks(table: Tag, read_cell: Callable[[Tag], Paragraph]) -> list[Paragraph]:
    """The caption, then the rows: aligned in one preformatted block when that is narrow, else a paragraph for each."""
    captions = [replace(read_cell(tag), kind="caption") for tag in table.find_all("caption")]
    grid = _grid(table, read_cell)
    widths = [max(len(row[column].text) for row in grid) for column in range(len(grid[0]))] if grid else []
    if sum(widths) + 2 * len(widths) <= WIDEST:
        rows = [_aligned(grid, widths)] if grid else []
    else:
        rows = [join([cell if cell.text else replace(cell, text=EMPTY) for cell in row], " · ") for row in grid]
    return [block for block in captions + rows if block.text.strip()]


def _rows(table: Tag) -> list[list[Tag]]:
    return [cells for row in table.find_all("tr") if (cells := row.find_all(["td", "th"], recursive=False))]


def _is_simple(cell: Tag) -> bool:
    inside = sum(isinstance(node, Tag) and node.name in BLOCKS_IN_CELL for node in cell.descendants)
    return inside < 2 and len(cell.get_text()) <= LONGEST_CELL


def _grid(table: Tag, read_cell: Callable[[Tag], Paragraph]) -> list[list[Paragraph]]:
    """Rows of equally many cells: one that spans several columns or rows is followed by empty ones."""
    nothing = Paragraph("", "paragraph", "")
    reserved: dict[int, int] = {}  # column -> how many rows below a cell reaches
    grid = []
    for cells in _rows(table):
        row: list[Paragraph] = []
        waiting = [(cell, column) for cell in cells for column in range(_span(cell, "colspan"))]
        while (waiting or reserved.get(len(row))) and len(row) < MOST_COLUMNS:
            if reserved.get(len(row)):
                reserved[len(row)] -= 1
                row.append(nothing)
                continue
            cell, column = waiting.pop(0)
            reserved[len(row)] = _span(cell, "rowspan") - 1
            row.append(nothing if column else read_cell(cell))
        if any(cell.text for cell in row):
            grid.append(row)
    columns = max(map(len, grid), default=0)
    return [row + [nothing] * (columns - len(row)) for row in grid]


def _span(cell: Tag, name: str) -> int:
    value = str(cell.get(name) or "")
    return min(int(value), MOST_COLUMNS) or 1 if re.fullmatch(r"[0-9]{1,4}", value) else 1


def _aligned(grid: list[list[Paragraph]], widths: list[int]) -> Paragraph:
    """The grid as lines, columns two spaces apart; columns of numbers are set flush right."""
    numeric = [
        all(NUMBER.fullmatch(row[column].text) for row in grid[1:] if row[column].text) for column in range(len(widths))
    ]
    lines = []
    for row in grid:
        cells = []
        for cell, width, flush_right in zip(row, widths, numeric, strict=True):
            space = Paragraph("", "paragraph", " " * (width - len(cell.text)))
            cells.append(join([space, cell] if flush_right else [cell, space], ""))
        line = join(cells, "  ")
        lines.append(replace(line, text=line.text.rstrip()))
    return replace(join(lines, "\n"), kind="preformatted")
