"""No number in this repository is anybody's: none carries the code of a county or district."""

import re
from datetime import date
from pathlib import Path

import pytest
from stdnum import numdb

from chalicelib.directory.offices.routing import area_names
from local.population.numbers import CODES, PERMITS, numbered

ROOT = Path(__file__).parent.parent.parent
KEPT = (
    "chalicelib",
    "local",
    "tests",
    "docs",
    "tools",
    "bench",
    "stepfunctions",
    ".chalice",
    ".ci",
)
BUILT = {".pyc", ".png", ".xlsx", ".xz"}
PLACES = numdb.get("cn/loc")
NUMBER = re.compile(r"(?<![0-9A-Za-z])([1-8][0-9]{5})([12][0-9]{7})[0-9]{3}[0-9Xx]?(?![0-9A-Za-z])")
"""17 or 18 characters with a date in them, or 15; a code of 12 digits is an area's."""
FIFTEEN = re.compile(r"(?<![0-9A-Za-z])([1-8][0-9]{5})([0-9]{6})[0-9]{3}(?![0-9A-Za-z])")
MADE = re.compile(r"(?:with_check_digit|numbered)\([^()]*\"([1-8][0-9]{5})[\"{0-9]")


def files():
    folders = [path for name in KEPT for path in (ROOT / name).rglob("*")]
    return [
        path
        for path in [*ROOT.glob("*.*"), *folders]
        if path.is_file() and path.suffix not in BUILT and "__pycache__" not in path.parts
    ]


def of_a_county(code):
    """Whether numbers are given out under this code, today or once; none are under a province's."""
    if code.endswith("0000"):
        return False
    known = area_names().get(f"{code}000000")
    place = "".join(about.get("county", "") for _, about in PLACES.info(code))
    return bool(known or place) and "市辖区" not in place and code not in PERMITS


def real(text):
    """What in a text could be somebody's number."""
    found = [match for match in NUMBER.finditer(text) if is_day(match[2])]
    found += [match for match in FIFTEEN.finditer(text) if is_day(f"19{match[2]}")]
    return [match[0] for match in [*found, *MADE.finditer(text)] if of_a_county(match[1])]


def is_day(digits):
    try:
        return 1890 <= date.fromisoformat(digits).year < 2100
    except ValueError:
        return False


def test_no_number_in_the_tree_could_be_somebodys():
    read = {path: path.read_text(encoding="utf-8", errors="ignore") for path in files()}
    assert len(read) > 300
    assert {
        path.relative_to(ROOT).as_posix(): f for path, t in read.items() if (f := real(t))
    } == {}


@pytest.mark.parametrize("code", [*CODES, *PERMITS])
def test_the_codes_of_invented_people_are_given_to_nobody(code):
    assert not of_a_county(code)
    assert real(numbered("1985-03-12", 19, code)) == []


@pytest.mark.parametrize("code", ["220202", "220203", "110105", "110101", "222401", "220200"])
def test_a_number_of_a_county_is_found(code):
    number = numbered("1985-03-12", 19, code)
    assert real(f"number = {number!r}") == [number]
    assert real(f"身份证号{number}。") == [number]
    assert real(number[:17]) == [number[:17]]
    assert real(f"{code}850312019") == [f"{code}850312019"]
    assert real(f'with_check_digit("{code}" + born)')
    assert real(f'with_check_digit(f"{code}{{born}}001")')


@pytest.mark.parametrize(
    "text",
    ["220203007001", "62220000000000000", "6217000000000000002", "2202031985031200121"],
)
def test_areas_accounts_and_digests_are_no_identity_numbers(text):
    assert real(text) == []
