"""Names of places, schemes and classes, and the comparison as a table for a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rich.console import Console
from rich.table import Table

from chalicelib.assessment.rules import WATCHED
from chalicelib.directory.offices.routing import area_names
from chalicelib.domain.areas import CODE
from chalicelib.domain.money import Fen
from chalicelib.words import say, sums
from local.policy_lab.simulation.results import OPEN, SCHEMES
from local.policy_lab.simulation.totals import Comparison, Moves, Totals, moved

WIDTH = 132
SCHEMES_IN_ORDER = (*SCHEMES, WATCHED, OPEN)


def place(county: str) -> str:
    """The name of a county by its six digits; the digits where it is unknown."""
    return area_names().get(county.ljust(CODE, "0"), county)


def scheme(code: str) -> str:
    """What a household's scheme is called, also where it has none."""
    if code == WATCHED:
        return say(f"layer.{code}")
    return say(f"estimate.{code}") if code == OPEN else say(f"scheme.{code}")


def class_(code: str) -> str:
    """What a household's class is called."""
    return say("simulation.class_open") if code == OPEN else say("simulation.class", name=code)


def homes(count: int) -> str:
    """So many households."""
    return say("simulation.homes", count=f"{count:,}")


FIGURES: dict[str, Callable[[Totals], str]] = {
    "households": lambda totals: f"{totals.households:,}",
    "gain": lambda totals: f"{totals.gain:,}",
    "unchanged": lambda totals: f"{totals.unchanged:,}",
    "open": lambda totals: f"{totals.open:,}",
    "lose": lambda totals: f"{totals.lose:,}",
    "scheme_changed": lambda totals: f"{moved(totals.schemes):,}",
    "class_changed": lambda totals: f"{moved(totals.classes):,}",
    "mean_gain": lambda totals: Fen(totals.mean_gain_fen).yuan,
    "mean_loss": lambda totals: Fen(totals.mean_loss_fen).yuan,
    "monthly_before": lambda totals: Fen(totals.monthly_fen[0]).yuan,
    "monthly_after": lambda totals: Fen(totals.monthly_fen[1]).yuan,
    "difference": lambda totals: sums.step(totals.difference_fen),
}
"""The figures of totals as people read them, by the name of their words."""

COST = ("monthly_before", "monthly_after", "difference")
WHO = tuple(name for name in FIGURES if name not in COST)
"""The figures of either table: what it costs, and who gains and who loses."""


def print_report(comparison: Comparison) -> None:
    """Print the comparison: its policies, every county, and what changes to what."""
    for line in opening(comparison):
        print(line)
    for name, figures in (("who", WHO), ("cost", COST)):
        print(f"\n{say(f'simulation.{name}')}")
        Console(width=WIDTH, highlight=False).print(_table(comparison, figures))
    print(f"{say('simulation.yuan')}。{once(comparison.total)}")
    for name, called, moves in (
        ("schemes", scheme, comparison.total.schemes),
        ("classes", class_, comparison.total.classes),
    ):
        print(f"\n{say(f'simulation.{name}')}")
        for line in _moves(moves, called):
            print(f"  {line}")


def opening(comparison: Comparison) -> list[str]:
    """Which policies are compared, over households of which day."""
    sides = (("before", comparison.before), ("after", comparison.after))
    named = [
        say("simulation.is", name=say(f"simulation.{side}"), title=policy.title)
        for side, policy in sides
    ]
    return [*named, say("simulation.seen", day=comparison.before.day)]


def once(totals: Totals) -> str:
    """What temporary aid comes to, which no month repeats."""
    before, after = (Fen(fen).yuan for fen in totals.once_fen)
    return say("simulation.once", before=before, after=after)


def _table(comparison: Comparison, names: Sequence[str]) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column(say("simulation.county"), no_wrap=True)
    for name in names:
        table.add_column(say(f"simulation.{name}"), justify="right", no_wrap=True)
    for county, totals in comparison.counties.items():
        table.add_row(place(county), *(FIGURES[name](totals) for name in names))
    table.add_row(say("simulation.all"), *(FIGURES[name](comparison.total) for name in names))
    return table


def _moves(moves: Moves, called: Callable[[str], str]) -> Iterator[str]:
    """Who goes where, the most first; those who stay are not named."""
    if not moved(moves):
        yield say("simulation.no_moves")
    for (before, after), count in moves.most_common():
        if before != after:
            names = {"before": called(before), "after": called(after)}
            yield say("simulation.moves", **names, homes=homes(count))
