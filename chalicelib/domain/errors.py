"""The three kinds of failure, by who must act.

Refused: somebody asked for what the rules do not allow (answered to them, never retried).
Unavailable: a department, a bank or AWS did not answer (retried).
Broken: something that we promise does not hold (a person of operations must act).

Each carries the code of the fact (`area.fact`) and figures without any personal data; the words
for people are found in `words/` by the code.
"""

from __future__ import annotations

from collections.abc import Callable


class Failure(Exception):
    """A failure named by the code of its fact."""

    def __init__(self, code: str, **figures: object) -> None:
        super().__init__(code)
        self.code = code
        self.figures = figures


class Refused(Failure):
    """The rules do not allow what was asked."""


def refuses(check: Callable[..., object], *given: object) -> bool:
    """Whether a rule would refuse: so that nothing is offered that it does not let happen."""
    try:
        check(*given)
    except Refused:
        return True
    return False


class Unavailable(Failure):
    """Somebody we depend on did not answer; trying again may help."""


class Broken(Failure):
    """An invariant of ours does not hold."""
