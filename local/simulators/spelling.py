"""How registers write people: now and then otherwise than they write themselves."""

from __future__ import annotations

import random

from chalicelib.domain.names import DOTS

SHARE = 0.1
"""How often a register has somebody in another spelling."""
OTHER_DOTS = "·•・．.‧"
PRIVATE = {"䶮": "\ue863", "〇": "○"}
"""What systems have that are older than a character."""
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}


def spelt(source: str, number: str, name: str) -> tuple[str, str]:
    """Number and name of a person as a source has them, the same at each time."""
    chance = random.Random(f"spelling/{source}/{number}")
    if chance.random() >= SHARE:
        return number, name
    return chance.choice(_numbers(number)), chance.choice(_names(chance, name))


def _numbers(number: str) -> list[str]:
    return [number, number.lower(), f" {number} ", number.translate(WIDE)]


def _names(chance: random.Random, name: str) -> list[str]:
    """Every other spelling of a name: dots, padding, widths, characters of old systems."""
    dot = chance.choice(OTHER_DOTS)
    return [
        "".join(dot if char in DOTS else char for char in name),
        "\u3000".join(name) if len(name) == 2 else f"{name}\u3000",
        name.translate(WIDE),
        "".join(PRIVATE.get(char, char) for char in name),
    ]
