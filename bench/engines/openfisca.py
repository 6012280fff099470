"""OpenFisca-core: a variable for every fact and step, a simulation of all households.

Its whole numbers have 32 bits, in which a hundred times an income does not fit; they are given 64,
so that no formula has to widen what it reads.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from bench.engines import Run
from bench.program import Plain, asked, program
from chalicelib.policy.pack import PlaceLaw
from chalicelib.policy.rules.folded import Rules

MONTH = "2022-12"
PERSON = build_entity("person", "persons", "A member", is_person=True)
NUMPY: dict[str, Any] = {"where": np.where, "min": np.minimum, "max": np.maximum}


def prepare(place: PlaceLaw, facts: NDArray[np.int64]) -> Run:
    """The set-up belongs to every run: a simulation is built for the households that ask."""
    rules = Rules(place.parameters.rules, place, Plain())
    rows = np.ascontiguousarray(facts)
    system = TaxBenefitSystem([PERSON])
    for name in rules.facts:
        system.add_variable(_variable(name))
    for name, tree in program(rules):
        system.add_variable(_variable(name, tree))
    for variable in system.variables.values():
        if variable.value_type is int:
            variable.dtype = np.int64

    def run() -> NDArray[np.int64]:
        simulation = SimulationBuilder().build_default_simulation(system, rows.shape[1])
        for name, column in zip(rules.facts, rows, strict=True):
            simulation.set_input(name, MONTH, column)
        return np.array([simulation.calculate(name, MONTH) for name in asked(rules)], np.int64)

    return run


def _variable(name: str, tree: ast.expr | None = None) -> type[Variable]:
    attributes = {
        "value_type": bool if name.startswith(("holds_", "pays_", "fails_")) else int,
        "entity": PERSON,
        "definition_period": DateUnit.MONTH,
        "label": name,
    }
    return type(
        name, (Variable,), attributes if tree is None else {**attributes, "formula": _formula(tree)}
    )


def _formula(tree: ast.expr) -> Callable[[Any, Any], Any]:
    text = ast.unparse(ast.fix_missing_locations(_InColumns().visit(tree)))
    code = compile(text, "<formula>", "eval")
    names = [name for name in code.co_names if name not in NUMPY]

    def formula(person: Any, period: Any) -> Any:
        given = eval(code, NUMPY, {name: person(name, period) for name in names})
        return given + np.zeros(person.count, bool) if np.ndim(given) == 0 else given

    return formula


class _InColumns(ast.NodeTransformer):
    """Choices and truths as numpy has them."""

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        self.generic_visit(node)
        where = ast.Name("where", ast.Load())
        return ast.Call(where, [node.test, node.body, node.orelse], [])

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        self.generic_visit(node)
        op = ast.BitAnd() if isinstance(node.op, ast.And) else ast.BitOr()
        joined = node.values[0]
        for part in node.values[1:]:
            joined = ast.BinOp(joined, op, part)
        return joined

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        return ast.UnaryOp(ast.Invert(), node.operand) if isinstance(node.op, ast.Not) else node
