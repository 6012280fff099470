"""An application as people type it: blanks around names, digits in groups or wide, a +86."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

PEOPLE = ("members", "supporters")
WIDE = {ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"}

Typing = Sequence[Callable[[str], str]]
NAMES: Typing = (lambda name: f" {name} ", lambda name: f"{name}\u3000", lambda name: f"\t{name}")
NUMBERS: Typing = (
    lambda number: f"{number[:6]} {number[6:14]} {number[14:]}",
    lambda number: number.translate(WIDE),
    lambda number: f" {number.lower()}",
)
ACCOUNTS: Typing = (
    lambda number: " ".join(number[at : at + 4] for at in range(0, len(number), 4)),
    lambda number: number.translate(WIDE),
)
MOBILES: Typing = (
    lambda mobile: f"+86 {mobile}",
    lambda mobile: f"{mobile[:3]}-{mobile[3:7]}-{mobile[7:]}",
    lambda mobile: f"+86{mobile[:3]} {mobile[3:7]} {mobile[7:]} ",
)


def padded(form: Mapping[str, Any], seed: str) -> dict[str, Any]:
    """The application with everything that is typed by hand padded in some way."""
    chance = random.Random(f"typed/{seed}")

    def person(one: Mapping[str, Any]) -> dict[str, Any]:
        ways = {"name": NAMES, "identity_number": NUMBERS}
        typed = {field: chance.choice(ways[field])(one[field]) for field in ways if field in one}
        return {**one, **typed}

    account = form["account"]
    people = {name: [person(one) for one in form[name]] for name in PEOPLE if name in form}
    return {
        **form,
        **people,
        "phone": chance.choice(MOBILES)(form["phone"]),
        "account": {**account, "number": chance.choice(ACCOUNTS)(account["number"])},
    }
