"""The fonts of rare ideographs are whole, told apart, and carry what their licences want told."""

import hashlib
import io
from itertools import pairwise
from math import cos, dist, pi, sin

import pytest
from fontTools.cffLib import CFFFontSet, PrivateDict
from fontTools.pens.recordingPen import RecordingPen
from fontTools.ttLib import TTFont
from fontTools.unicodedata import block

from chalicelib.pdf import typeface as face
from tools import glyphs
from tools.outlines import GRID, STRAIGHT, outline, straightened

NEWER = "\U0002b73a\U0002b81e\U0002cea2"
"""The first that Unicode 17 and 18 added to blocks which were whole before."""
PARTLY = {"G", "H", "J"}
"""Extensions of which no free font has all."""
CHARS = {"RareHanB": "\U00020001", "RareHanCToF": "\U0002a700", "RareHan": "\U00031350"}


def opened(name):
    return TTFont(io.BytesIO(face.lzma.decompress(face.file(name).read_bytes())))


def test_every_font_is_the_one_that_was_cut():
    entries = dict(
        reversed(line.split()) for line in glyphs.SUMS.read_text(encoding="utf-8").splitlines()
    )
    lying = {path.name: path for path in face.FOLDER.glob("*.xz")}
    assert entries == {
        name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in lying.items()
    }
    assert set(lying) == {face.file(name).name for name in face.RARE}


def test_no_character_is_held_twice():
    held = [set(face.font(name).cids) for name in (face.NOTO, *face.RARE)]
    assert len(set().union(*held)) == sum(map(len, held))


@pytest.mark.parametrize("name", face.RARE)
def test_every_font_says_whose_it_is_how_it_was_changed_and_when(name):
    names = opened(name)["name"]
    source = glyphs.CUT_FROM[name]
    entries = [names.getDebugName(number) for number in (0, 10, 13)]
    assert entries == [source.copyright, source.notice(), source.licence]
    assert str(glyphs.CHANGED) in source.notice()
    assert (face.FOLDER / source.licence.rpartition(" ")[2]).exists()


@pytest.mark.parametrize("name", face.RARE)
def test_so_does_the_part_of_it_in_a_printed_file(name):
    outlines = CFFFontSet()
    outlines.decompile(io.BytesIO(face.subset(name, CHARS[name])), None)
    assert outlines[0].Notice == glyphs.CUT_FROM[name].notice()
    assert [round(value, 6) for value in outlines[0].FontMatrix][:4] == [0.001, 0, 0, 0.001]


def test_of_all_ideographs_only_the_newest_and_some_of_three_extensions_have_no_glyph():
    bare = [char for char in glyphs.han() if not face.font_of(char)]
    of = {block(char).removeprefix("CJK Unified Ideographs Extension ") for char in bare}
    assert of == {*PARTLY, "C", "D", "E", "Ideographic Symbols and Punctuation"}
    older = [
        char for char in bare for first in NEWER if block(char) == block(first) and char < first
    ]
    assert older == []
    assert len(bare) < 8_000


def test_coverage_is_shown_by_block():
    coverage = glyphs.coverage()
    assert (
        "| CJK Unified Ideographs Extension B | 42,720 | 0 | 2,108 | 40,603 | 0 | 9 |" in coverage
    )
    assert "| RareHanB.otf.xz | " in coverage


def test_a_source_that_is_not_the_known_one_is_not_cut(tmp_path):
    (tmp_path / "HanaMinB.ttf").write_bytes(b"another")
    with pytest.raises(SystemExit, match=r"is not the HanaMinB\.ttf"):
        glyphs.write([tmp_path / "HanaMinB.ttf"])


# Outlines.


def circle(points, radius=80):
    around = [2 * pi * at / points for at in range(points)]
    return [((round(radius * cos(one)), round(radius * sin(one))),) for one in around]


def off(point, start, end):
    """How far a point is from a piece of a line."""
    long = dist(start, end) ** 2
    along = sum((p - s) * (e - s) for p, s, e in zip(point, start, end, strict=True)) / long
    along = min(1, max(0, along))
    return dist(point, [s + along * (e - s) for s, e in zip(start, end, strict=True)])


def test_a_straightened_outline_has_fewer_points_and_is_hardly_off():
    before = circle(90)
    after = straightened(before)
    assert len(after) < 45
    ends = [segment[-1] for segment in [after[-1], *after]]
    for (point,) in before:
        assert min(off(point, *piece) for piece in pairwise(ends)) <= STRAIGHT


def test_a_square_with_points_on_its_sides_is_a_square():
    side = [((x, 0),) for x in range(10, 101, 10)]
    square = [*side, ((100, 100),), ((50, 100),), ((0, 100),), ((0, 0),)]
    assert straightened(square) == [((100, 0),), ((100, 100),), ((0, 100),), ((0, 0),)]


@pytest.mark.parametrize(("off_line", "kept"), [(1, 1), (2, 2)])
def test_a_curve_that_hardly_bends_is_a_line(off_line, kept):
    bent = [((50, -off_line), (100, 0)), ((100, 100),), ((0, 0),)]
    assert len(straightened(bent)[0]) == kept


def test_a_contour_of_no_size_is_left_out():
    assert straightened([((5, 5),), ((5, 5),)]) == []


class Drawn:
    """A glyph of a font whose size is ten times the grid's: a square with a curved corner."""

    def draw(self, pen):
        pen.moveTo((0, 0))
        pen.lineTo((1000, 0))
        pen.qCurveTo((1000, 1000), (0, 1000))
        pen.closePath()


def test_a_glyph_is_drawn_on_the_grid():
    pen = RecordingPen()
    made = outline({"one": Drawn()}, "one", GRID / 2000)
    made.private = PrivateDict()
    made.draw(pen)
    points = [point for _, args in pen.value for point in args]
    assert points[:2] == [(0, 0), (100, 0)]
    assert points[-1] == (0, 100)
    assert len(points) == 5
