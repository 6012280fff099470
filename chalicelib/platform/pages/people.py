"""People on a page: a mark while it is drawn, and what they are called once all of it is known.

Whoever draws a page or puts its words together knows ids. So that the names of all of them are
asked for at once, an id is marked, and the whole page is filled in at the end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from html import escape

BEGIN, END = "\x02", "\x03"
"""Characters that no text has: whoever types them is refused."""
_MARKED = re.compile(f"{BEGIN}([0-9A-Za-z_-]{{1,40}}){END}")

NamesOf = Callable[[Collection[str], str], Mapping[str, str]]
"""What people of some ids are called, in a language."""
_names_of: list[NamesOf] = []


def named_by(names_of: NamesOf) -> None:
    """Let pages call people so."""
    _names_of[:] = [names_of]


def person(id_: str) -> str:
    """Somebody of the staff in words of a page; "" for nobody."""
    return f"{BEGIN}{id_}{END}" if id_ else ""


def filled(page: str, lang: str) -> str:
    """The page with what everybody is called whom it names."""
    ids = dict.fromkeys(_MARKED.findall(page))
    called = _names_of[0](ids, lang) if ids and _names_of else {}
    return _MARKED.sub(lambda found: escape(called.get(found[1], found[1])), page)
