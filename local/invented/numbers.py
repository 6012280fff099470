"""Identity numbers that are right and belong to nobody.

A resident's number begins with the code of a 市辖区 (220201): it stands for the districts of a
city together, and numbers are given out in districts and counties alone.
"""

from __future__ import annotations

from chalicelib.domain.identity import with_check_digit

CODE = "220201"
"""Jilin City: the code of the people of the demo and of tests."""
CODES = {
    CODE: 88,
    "220101": 3,
    "220301": 2,
    "220401": 1,
    "220501": 1,
    "220601": 1,
    "220701": 1,
    "220801": 1,
    "210101": 1,
    "230101": 1,
    "370101": 1,
}
"""Where numbers were given out, by weight: most in Jilin City, some elsewhere before moving."""
PERMITS = ("810000", "820000", "830000")
"""Residence permits of people from Hong Kong, Macao and Taiwan."""


def numbered(born: str, order: int, code: str = CODE) -> str:
    """The number of the person of that day (YYYY-MM-DD) with that order (odd: male)."""
    return with_check_digit(f"{code}{born.replace('-', '')}{order:03d}")
