"""Looking for a case: what is found is what whoever looks may open, and that they looked is on
record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from chalicelib.case import case as cases
from chalicelib.directory.offices import routing
from chalicelib.domain import names
from chalicelib.domain.actors import HANDLING, Actor
from chalicelib.domain.areas import AreaLevel, county_of, is_within, level_of
from chalicelib.domain.dates import instant_text
from chalicelib.domain.errors import Refused
from chalicelib.platform.store import identifiers
from chalicelib.search import contract, rules, store
from chalicelib.search.rules import SearchTerm
from chalicelib.search.store import StoredCase, StoredSearch
from chalicelib.words import say


def search(form: contract.Search, actor: Actor, now: datetime) -> contract.SearchResult:
    """Look for cases that the actor may open, and put on record that they looked.

    Refused("search.not_yours") for whoever handles no cases, ("search.county") where it is not said
    in which county, ("search.unclear") for what cannot be looked for.
    """
    if not actor.posts & HANDLING:
        raise Refused("search.not_yours")
    county = _county(form.county, actor)
    wanted = rules.wanted(form.text, routing.area_names(), county)
    partitions = store.places(county, wanted.term) if wanted.term else []
    found = store.read(partitions, county) or _found_late(wanted.term, county)
    seen = [one for one in found if one.seen_by(actor)]
    if wanted.name:
        seen = [one for one in seen if wanted.name in map(names.folded, one.people)]
    shown = seen[: store.MOST_SHOWN]
    noted = StoredSearch(
        by=actor.id,
        office=actor.office,
        at=instant_text(now),
        kind=wanted.term.kind if wanted.term else "village",
        purpose=form.purpose or "",
        county=county,
        partitions=partitions,
        cases=[one.case_id for one in shown],
        more=len(seen) > len(shown) or len(wanted.areas) > store.MOST_SHOWN,
        areas=list(wanted.areas[: store.MOST_SHOWN]),
    )
    id_ = identifiers.uuid7(now)
    store.note(noted, id_, now)
    return _result(id_, noted, shown)


def _found_late(term: SearchTerm | None, county: str) -> list[StoredCase]:
    """The case of a receipt number that is found by nothing yet, as those of release 1: from now on
    it is."""
    case_id = store.unkept(term.value) if term and term.kind == "receipt" else ""
    if not term or not case_id:
        return []
    store.keep(cases.load(case_id))
    return store.read(store.places(county, term), county)


def _county(named: str | None, actor: Actor) -> str:
    """The county in which is looked: the own one, or that which somebody above counties names."""
    if level_of(actor.office) >= AreaLevel.COUNTY:
        return county_of(actor.office)
    if not named or level_of(named) is not AreaLevel.COUNTY or not is_within(named, actor.office):
        raise Refused("search.county", pointer="/county")
    return named


def own_search(actor: Actor, path: Mapping[str, str]) -> tuple[str, StoredSearch]:
    """A search of the actor's own; Refused("search.not_found") for any other."""
    found = store.search_of(actor.id, path["search_id"])
    if found is None:
        raise Refused("search.not_found")
    return path["search_id"], found


def shown_again(id_: str, search: StoredSearch, actor: Actor) -> contract.SearchResult:
    """What a search showed, as it is now: what was corrected since, or lies elsewhere, is left
    out."""
    now = store.read(search.partitions, search.county)
    shown = [one for one in now if one.case_id in search.cases and one.seen_by(actor)]
    return _result(id_, search, shown)


def _result(id_: str, search: StoredSearch, shown: Sequence[StoredCase]) -> contract.SearchResult:
    return contract.SearchResult(
        search_id=id_,
        purpose=search.purpose,
        county=search.county,
        cases=[_line(one) for one in shown],
        more=search.more,
        areas=[
            contract.NamedArea(code=one, full_name=routing.office_name(one)) for one in search.areas
        ],
    )


def _line(one: StoredCase) -> contract.FoundCase:
    return contract.FoundCase(
        case_id=one.case_id,
        receipt=one.receipt,
        scheme=one.scheme,
        scheme_name=say(f"scheme.{one.scheme}"),
        label=one.label,
        people=[names.masked(name) for name in one.people],
        office=one.office,
        office_name=routing.office_name(one.office),
        submitted_at=one.submitted_at,
    )
