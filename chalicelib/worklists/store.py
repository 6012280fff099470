"""The views that members of staff keep: a name, and which tasks of which list it shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from chalicelib.platform.store import identifiers, table
from chalicelib.worklists import keys

MOST_VIEWS = 20


@dataclass(frozen=True)
class StoredView:
    """What a view shows: a list, of a scheme or of a task alone where these are not empty."""

    name: str
    list: str
    scheme: str
    task: str


def views(staff_id: str) -> Mapping[str, StoredView]:
    """The views of a member of staff by their ids, in the order of their names."""
    items = table.query("directory", keys.view(staff_id, "").pk)
    found = {
        str(one["sk"]): StoredView(one["name"], one["list"], one["scheme"], one["task"])
        for one in items
    }
    return dict(sorted(found.items(), key=lambda one: one[1].name))


def keep(staff_id: str, view: StoredView) -> None:
    """Keep a view; one of the same name gives way."""
    id_ = identifiers.derived_id(staff_id, view.name)
    table.put(keys.view(staff_id, id_), asdict(view))


def delete(staff_id: str, view_id: str) -> None:
    """Delete a view, if there is one."""
    table.delete(keys.view(staff_id, view_id))
