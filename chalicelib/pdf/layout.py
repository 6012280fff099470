"""Lays texts and tables out on pages of A4; lengths are in points, 72 to the inch.

A sheet is a sequence of strips, each as high as one line of text. Strips that are joined to the
next one stay on one page while a page can hold them; a strip that has to begin a page has the head
of its table put before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from chalicelib.pdf.typeface import font, runs, shown, width

WIDTH, HEIGHT = 595.28, 841.89
MARGIN = 48.0
ACROSS = WIDTH - 2 * MARGIN
DOWN = HEIGHT - 2 * MARGIN - 12  # the last line is the page's number
GAP = 6.0
LEADING = 1.45
PAD = 2.5
MOST_HEAD = DOWN / 4
"""A head that is higher is not repeated, so that there is always room for lines."""
UNBROKEN = re.compile(r"[（〔「《“]*(?:[!-~]+|[^!-~\s])[，。、；：！？）〕」》”…]*|\s")
"""What stays on one line: figures and words, an ideograph, each with its punctuation."""


@dataclass(frozen=True)
class Text:
    """A text on one line; `down` is from its strip's top to the line it stands on."""

    text: str
    x: float
    down: float
    size: float
    heavy: bool


@dataclass(frozen=True)
class Strip:
    """A strip across the page; `ruled` has a rule under it, which ends a row."""

    height: float
    texts: tuple[Text, ...] = ()
    ruled: bool = False
    joined: bool = False
    head: tuple[Strip, ...] = ()


def heading(text: str, size: float) -> list[Strip]:
    """A heading, on the same page as what follows it."""
    strips = row([text], [1.0], size, heavy=True)
    return [Strip(size * 0.8), *(replace(one, ruled=False, joined=True) for one in strips)]


def table(
    title: str, heads: Sequence[str], shares: Sequence[float], rows: Sequence[Sequence[str]]
) -> list[Strip]:
    """A table whose title and heads are repeated on every page; columns are wide by their share."""
    top = heading(title, 11)
    if heads:
        top += [replace(one, joined=True) for one in row(heads, shares, 8.5, heavy=True)]
    again = tuple(top[1:]) if sum(one.height for one in top) < MOST_HEAD else ()
    body = [strip for cells in rows for strip in row(cells, shares, 8.5, head=again)]
    return top + body


def row(
    cells: Sequence[str],
    shares: Sequence[float],
    size: float,
    *,
    heavy: bool = False,
    head: tuple[Strip, ...] = (),
) -> list[Strip]:
    """A row, in as many strips as its fullest cell has lines."""
    wide = [ACROSS * share / sum(shares) for share in shares]
    lines = [folded(cell, room - GAP, size) for cell, room in zip(cells, wide, strict=True)]
    deep = max(len(cell) for cell in lines)
    return [_strip(lines, wide, at, deep, size, heavy, head) for at in range(deep)]


def _strip(
    lines: Sequence[tuple[str, ...]],
    wide: Sequence[float],
    at: int,
    deep: int,
    size: float,
    heavy: bool,
    head: tuple[Strip, ...],
) -> Strip:
    above, last = PAD * (at == 0), at == deep - 1
    texts = tuple(
        Text(cell[at], MARGIN + sum(wide[:column]), above + size * 1.1, size, heavy)
        for column, cell in enumerate(lines)
        if at < len(cell)
    )
    return Strip(above + size * LEADING + PAD * last, texts, last, not last, head)


def folded(text: str, room: float, size: float) -> tuple[str, ...]:
    """The lines of a text in a column, at least one; what is too long for a line is cut."""
    lines, line = [], ""
    for piece in _pieces(shown(text), room, size):
        if line and width(line + piece.rstrip(), size) > room:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    return (*lines, line.rstrip()) if line or not lines else tuple(lines)


def _pieces(text: str, room: float, size: float) -> Iterator[str]:
    for piece in UNBROKEN.findall(text):
        yield from [piece] if width(piece, size) <= room else piece


def paged(strips: Sequence[Strip]) -> list[list[Strip]]:
    """The strips of every page, heads repeated."""
    pages: list[list[Strip]] = [[]]
    for group in _groups(strips):
        if _height(group) > _room(pages[-1]) and _height([*group[0].head, *group]) <= DOWN:
            pages.append([*group[0].head])
        for strip in group:
            if strip.height > _room(pages[-1]):
                pages.append([*strip.head])
            pages[-1].append(strip)
    return pages


def _groups(strips: Sequence[Strip]) -> Iterator[list[Strip]]:
    group: list[Strip] = []
    for strip in strips:
        group.append(strip)
        if not strip.joined:
            yield group
            group = []
    if group:
        yield group


def _room(page: Sequence[Strip]) -> float:
    return DOWN - _height(page)


def _height(strips: Sequence[Strip]) -> float:
    return sum(strip.height for strip in strips)


def drawn(page: Sequence[Strip]) -> bytes:
    """A page's marks in PDF's language, row by row and in a row cell by cell, as it is read."""
    marks: list[bytes] = []
    cells: list[tuple[float, bytes]] = []
    top = HEIGHT - MARGIN
    for strip in page:
        cells += [(one.x, written(one, top - one.down)) for one in strip.texts]
        top -= strip.height
        if strip.ruled:
            marks += [mark for _, mark in sorted(cells, key=lambda cell: cell[0])]
            marks.append(_rule(top))
            cells = []
    return b"\n".join([*marks, *(mark for _, mark in cells)])


def written(text: Text, y: float) -> bytes:
    """One text in PDF's language; heavy is its outline drawn over it."""
    weight = "2 Tr 0.25 w" if text.heavy else "0 Tr"
    drawing = " ".join(_run(name, run, text.size) for name, run in runs(text.text))
    return f"BT {weight} {text.x:.2f} {y:.2f} Td {drawing} ET".encode()


def _run(name: str, text: str, size: float) -> str:
    """A piece of a text in one font; what follows goes on where it ends."""
    cids = font(name).cids
    glyphs = "".join(f"{cids[char]:04X}" for char in text)
    return f"/{name} {size} Tf <{glyphs}> Tj"


def _rule(y: float) -> bytes:
    return f"0.4 w 0.7 G {MARGIN:.2f} {y:.2f} m {WIDTH - MARGIN:.2f} {y:.2f} l S 0 G".encode()
