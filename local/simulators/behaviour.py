"""How a simulated department answers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Behaviour:
    """How a source answers: `latency` in logical seconds, `errors` the share that fails.

    With a `delay` (logical seconds) it promises, and has the answer ready after so long.
    `failing_tries` is how many tries of a question fail before one succeeds.
    What is wrong with a `file`: it is "cut", "short" of a row that it says it has, or Excel has
    "eaten" the ends of the identity numbers.
    """

    latency: float = 0.0
    silent: bool = False
    errors: float = 0.0
    failing_tries: int = 0
    delay: float = 0.0
    wrong_person: bool = False
    wrong_unit: bool = False
    unsigned: bool = False
    malformed: bool = False
    repeats: bool = False
    file: str = ""
