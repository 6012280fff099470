"""The import contract of a capability, for import-linter.

A capability is: `rules` and `states` (pure), `keys` (where items lie), `contract` (API models),
`store`, `service`, `routes`, `tasks` and later `pages`; each knows only what is named before it.
Anything more is a subpackage, which knows no routes, tasks and pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

STOREYS = {
    name: layer
    for layer, names in enumerate(
        (("keys", "states"), ("rules",), ("contract",), ("store",), ("service",),
         ("routes", "tasks", "pages"))
    )
    for name in names
}  # fmt: skip
ENTRIES = frozenset({"routes", "tasks", "pages"})


class CapabilityContract(Contract):
    """Holds where each of `capabilities` is made of what a capability is made of."""

    type_name = "capability"

    capabilities = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Look for modules of other names, and for imports that go up."""
        del verbose
        names: list[str] = self.capabilities  # type: ignore[assignment]
        broken = [one for name in names for one in _broken(graph, name)]
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Say what is wrong, a line each."""
        for line in check.metadata["broken"]:
            output.print_error(f"- {line}", bold=False)


def _broken(graph: Any, capability: str) -> Iterator[str]:
    for child in sorted(graph.find_children(capability)):
        name = child.rpartition(".")[2]
        if name not in STOREYS and not graph.find_children(child):
            yield f"{child} has no place: {', '.join(STOREYS)}, or a subpackage"
    for importer in sorted({capability} | graph.find_descendants(capability)):
        for imported in sorted(graph.find_modules_directly_imported_by(importer)):
            if imported.startswith(f"{capability}.") and _goes_up(capability, importer, imported):
                yield f"{importer} -> {imported}"


def _goes_up(capability: str, importer: str, imported: str) -> bool:
    low, high = (one.removeprefix(f"{capability}.").split(".")[0] for one in (importer, imported))
    if low == high:
        return False
    if low not in STOREYS:
        return high in ENTRIES
    return high in STOREYS and STOREYS[high] >= STOREYS[low]
