"""Identity numbers that are right and belong to nobody.

A resident's number begins with the code of a 市辖区 (220201): it stands for the districts of a
city together, and numbers are given out in districts and counties alone. Permits and foreigners'
cards have no such code; there the order within the day of birth is one that no day reaches.
"""

from __future__ import annotations

import random
from datetime import date

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
CARDS = {"KOR": "999410", "RUS": "999643", "VNM": "999704", "USA": "999840"}
"""By country how a foreigner's card begins since 2023: a 9, a place in no list, the country."""
NOWHERE = "9999"
"""The place in an older foreigner's card, after the country."""
ORDERS = range(100, 900)
"""Orders within a day of birth that are drawn; below and above are people with a part to play."""
BEYOND = range(900, 1000)
"""Orders that no day of birth reaches."""


def numbered(born: str, order: int, code: str = CODE) -> str:
    """The number of the person of that day (YYYY-MM-DD) with that order (odd: male)."""
    return with_check_digit(f"{code}{born.replace('-', '')}{order:03d}")


def drawn(chance: random.Random, kind: str, born: date, country: str = "") -> str:
    """A number of a "card", wherever it was given out, a "permit" or a "foreign card".

    Every other foreign card was made before 2023: the country's letters and twelve digits.
    """
    if kind == "card":
        (code,) = chance.choices([*CODES], [*CODES.values()])
        return numbered(born.isoformat(), chance.choice(ORDERS), code)
    if kind == "foreign card" and chance.random() < 0.5:
        return f"{country}{NOWHERE}{born:%y%m%d}{chance.randrange(100):02d}"
    code = CARDS[country] if kind == "foreign card" else chance.choice(PERMITS)
    return numbered(born.isoformat(), chance.choice(BEYOND), code)
