"""A glyph's outline with few points, for fonts that have to be small.

Points are put on a grid and lines and curves straightened by less than one step of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import dist
from typing import Any

from fontTools.pens.basePen import BasePen
from fontTools.pens.t2CharStringPen import T2CharStringPen

GRID = 200
"""Units to the font size: at 9 points less than a dot of a printer, 600 to the inch."""
STRAIGHT = 0.75
"""How far an outline may be off to need fewer points, in units."""

Point = tuple[float, float]
Segment = tuple[Point, ...]
"""The end of a line, or the control point and the end of a curve."""


class Outline(BasePen):  # type: ignore[misc]
    """Takes an outline on the grid: of every contour its segments, from the last one's end."""

    def __init__(self, glyphs: Any, scale: float) -> None:
        super().__init__(glyphs)
        self._scale = scale
        self.contours: list[list[Segment]] = []

    def _moveTo(self, pt: Point) -> None:  # noqa: N802
        self.contours.append([])
        self._start = self._on_grid(pt)

    def _lineTo(self, pt: Point) -> None:  # noqa: N802
        self.contours[-1].append((self._on_grid(pt),))

    def _qCurveToOne(self, pt1: Point, pt2: Point) -> None:  # noqa: N802
        self.contours[-1].append((self._on_grid(pt1), self._on_grid(pt2)))

    def _closePath(self) -> None:  # noqa: N802
        self.contours[-1].append((self._start,))

    def _on_grid(self, point: Point) -> Point:
        return round(point[0] * self._scale), round(point[1] * self._scale)


def straightened(contour: Sequence[Segment]) -> list[Segment]:
    """A contour with as few points as its shape allows, from its lowest point on."""
    flat = [_flat(before[-1], segment) for before, segment in _linked(contour)]
    moving = [segment for before, segment in _linked(flat) if segment[-1] != before[-1]]
    if not moving:
        return []
    lowest = min(range(len(moving)), key=lambda at: (moving[at][-1][1], moving[at][-1][0]))
    return _merged(moving[lowest][-1], moving[lowest + 1 :] + moving[: lowest + 1])


def _linked(contour: Sequence[Segment]) -> Iterator[tuple[Segment, Segment]]:
    return zip([*contour[-1:], *contour[:-1]], contour, strict=True)


def _flat(start: Point, segment: Segment) -> Segment:
    """A line for a curve that is hardly one: it bends half as far as its control point is off."""
    bent = len(segment) == 2 and _off(segment[0], start, segment[1]) > 2 * STRAIGHT
    return segment if bent else segment[-1:]


def _merged(start: Point, segments: Sequence[Segment]) -> list[Segment]:
    """Lines that go on in nearly the same direction, made one."""
    merged: list[Segment] = []
    passed: list[Point] = []
    for segment in segments:
        begin = merged[-2][-1] if len(merged) > 1 else start
        between = [*passed, merged[-1][-1]] if merged else []
        lines = bool(merged) and len(segment) == len(merged[-1]) == 1
        if lines and all(_on_the_way(point, begin, segment[0]) for point in between):
            merged[-1], passed = segment, between
        else:
            merged.append(segment)
            passed = []
    return merged


def _on_the_way(point: Point, start: Point, end: Point) -> bool:
    inside = max(dist(start, point), dist(point, end)) <= dist(start, end)
    return inside and _off(point, start, end) <= STRAIGHT


def _off(point: Point, start: Point, end: Point) -> float:
    """How far a point is from the straight line between two."""
    along = (end[0] - start[0], end[1] - start[1])
    across = along[0] * (point[1] - start[1]) - along[1] * (point[0] - start[0])
    return abs(across) / dist(start, end) if any(along) else dist(start, point)


def outline(glyphs: Any, name: str, scale: float) -> Any:
    """A glyph in the language of CFF fonts."""
    taken = Outline(glyphs, scale)
    glyphs[name].draw(taken)
    pen = T2CharStringPen(None, None)
    for contour in map(straightened, taken.contours):
        if len(contour) > 1:
            pen.moveTo(contour[-1][-1])
            for segment in contour[:-1] if len(contour[-1]) == 1 else contour:
                (pen.lineTo if len(segment) == 1 else pen.qCurveTo)(*segment)
            pen.closePath()
    return pen.getCharString()
