"""The hardship coefficient: points by indicator from half-open bands, and the class they give.

Bands, weights and classes are data of the pack and the project's own default, marked *assumed*.
"""

from __future__ import annotations

from decimal import Decimal

from chalicelib.assessment.facts import Facts
from chalicelib.policy import Parameters, Value

GRAVE_GRADE = 2


def score(
    facts: Facts, monthly_fen: Decimal, standard_fen: int, parameters: Parameters
) -> tuple[int, dict[str, int], str]:
    """The coefficient, every indicator's contribution, and the class."""
    figures = {
        "income_share": int(monthly_fen * 100 / (standard_fen * facts.size)),
        "disability": sum(
            p.disability_grade is not None and p.disability_grade <= GRAVE_GRADE
            for p in facts.persons
        ),
        "illness": sum(person.grave_illness for person in facts.persons),
        "dependants": sum(person.age < 18 or person.student for person in facts.persons),
    }
    contributions = {name: _points(name, figure, parameters) for name, figure in figures.items()}
    coefficient = sum(contributions.values())
    return coefficient, contributions, _class(coefficient, parameters)


def _points(indicator: str, figure: int, parameters: Parameters) -> int:
    bands = [
        v
        for v in parameters.values
        if v.name == "coefficient.band" and v.where["indicator"] == indicator
    ]
    return int(_highest_from(bands, figure).amount)


def _highest_from(bands: list[Value], figure: int) -> Value:
    """The band whose lower bound is the highest one not above the figure."""
    reached = [band for band in bands if int(band.where["from"]) <= figure]
    return max(reached, key=lambda band: int(band.where["from"]))


def _class(coefficient: int, parameters: Parameters) -> str:
    classes = [v for v in parameters.values if v.name == "coefficient.class"]
    reached = [value for value in classes if int(value.amount) <= coefficient]
    return str(max(reached, key=lambda value: int(value.amount)).where["class"])
