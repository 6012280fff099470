"""Draws the comparison as one page that asks nothing of the network and needs no script."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from chalicelib.words import sums
from local.demo.story.page import STYLE, environment
from local.policy_lab.simulation import report
from local.policy_lab.simulation.results import SCHEMES
from local.policy_lab.simulation.totals import Comparison, Move, Moves

FOLDER = Path(__file__).parent
HEIGHT = 480
"""How high all households together are drawn."""

LEAST = 34
"""How much room a scheme's name takes."""

GAP = 10


@dataclass(frozen=True)
class FlowNode:
    """A scheme on one side of the flow: how many households, where it begins and its height."""

    code: str
    households: int
    top: int
    thickness: int


@dataclass(frozen=True)
class FlowLink:
    """Households that go from one scheme to another: where the band begins on either side."""

    before: str
    after: str
    households: int
    left: int
    right: int
    thickness: int


@dataclass(frozen=True)
class Flow:
    """From which scheme to which, as it is drawn; `order` are the schemes that any has."""

    order: list[str]
    before: list[FlowNode]
    after: list[FlowNode]
    links: list[FlowLink]


def draw(comparison: Comparison) -> str:
    """The whole page."""
    drawing, flow = environment(FOLDER), flow_of(comparison.total.schemes)
    drawing.filters.update(
        step=sums.step, place=report.place, scheme=report.scheme, homes=report.homes
    )
    return drawing.get_template("page.html.j2").render(
        comparison=comparison,
        figures=report.FIGURES,
        who=report.WHO,
        cost=report.COST,
        named={"schemes": report.scheme, "classes": report.class_},
        schemes=SCHEMES,
        opening=report.opening(comparison),
        once=report.once(comparison.total),
        flow=flow,
        height=max(end.top + max(end.thickness, LEAST) for end in (*flow.before, *flow.after)),
        most_fen=max(max(totals.monthly_fen) for totals in comparison.counties.values()),
        style=STYLE.read_text(encoding="utf-8") + (FOLDER / "page.css").read_text(encoding="utf-8"),
    )


def flow_of(moves: Moves) -> Flow:
    """The flow from scheme to scheme, the schemes from the top in the order of the law."""
    order = [code for code in report.SCHEMES_IN_ORDER if any(code in move for move in moves)]
    thick = {move: max(1, HEIGHT * count // moves.total()) for move, count in moves.items()}
    before, after = (_nodes(order, moves, thick, side) for side in (0, 1))
    left, right = ({end.code: end.top for end in side} for side in (before, after))
    links = []
    for move in sorted(moves, key=lambda move: (order.index(move[0]), order.index(move[1]))):
        one, other = move
        links.append(FlowLink(one, other, moves[move], left[one], right[other], thick[move]))
        left[one] += thick[move]
        right[other] += thick[move]
    return Flow(order, before, after, links)


def _nodes(
    order: Iterable[str], moves: Moves, thick: Mapping[Move, int], side: int
) -> list[FlowNode]:
    """The schemes on one side of the flow, one below the other."""
    nodes: list[FlowNode] = []
    top = 0
    for code in order:
        here = [move for move in moves if move[side] == code]
        if here:
            thickness = sum(thick[move] for move in here)
            nodes.append(FlowNode(code, sum(moves[move] for move in here), top, thickness))
            top += max(thickness, LEAST) + GAP
    return nodes
