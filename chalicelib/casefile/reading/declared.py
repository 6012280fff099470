"""What the family declared, in words: every answer of the application, in the order of the form.

A list that was left out was not declared; an empty one says that there is none of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib.directory.offices import routing
from chalicelib.domain.money import Fen
from chalicelib.words import labels, say

Row = tuple[str, str]
"""What was asked, and the answer."""

GENERAL = ("hardship", "setting", "living_area", "registered_area", "emergency_area", "phone")
IN_THE_TABLE = frozenset({"name", "relation", "identity_number", "born"})
"""What of a member stands in columns of its own."""
EVERYBODY_IS_ASKED = ("works", "disability", "grave_illness")
"""Of a member, whatever else is answered."""
COUNTED = frozenset({"vehicles", "houses", "businesses"})
"""What is owned by number."""
LISTS = {"incomes": "income", "expenses": "expense"}
"""Lists of amounts, and the vocabulary of their kinds."""
VOCABULARY = {
    "grade": "disability_grade",
    "recognised": "scheme",
    "receives": "scheme",
    "aided_causes": "cause",
    "kind": "disability",
}
"""The vocabulary of a field's values, where it is not called like the field."""


def circumstances(member: Mapping[str, Any]) -> str:
    """What a member said beside name, relation and number; of what everybody is asked also that it
    does not hold."""
    said = _joined(member, left_out=IN_THE_TABLE)
    asked = [name for name in EVERYBODY_IS_ASKED if not member.get(name)]
    return "，".join(filter(None, [said, *(say(f"desk.case.no_{name}") for name in asked)]))


def rows(application: Mapping[str, Any]) -> list[Row]:
    """Everything that was declared of the family as a whole; members by their names."""
    members = application.get("members", ())
    return [
        *(_row(name, application[name]) for name in GENERAL if application.get(name)),
        *_account(application.get("account"), members),
        *(row for name in LISTS for row in _amounts(name, application, members)),
        *_property(application.get("property") or {}),
        *_people("supporters", application),
        *_people("guardians", application, members),
        *_given(application.get("standing") or {}),
    ]


def _account(account: Mapping[str, Any] | None, members: Any) -> Iterable[Row]:
    if account:
        holder = _name(members, account.get("holder", 0))
        yield say("field.account"), f"{account['bank']} {account['number']} {holder}"


def _amounts(name: str, application: Mapping[str, Any], members: Any) -> Iterable[Row]:
    """A row for each amount of a list, or one that says that there is none, or that nothing was
    declared."""
    given = application.get(name)
    if not given:
        yield say(f"field.{name}"), _nothing(given)
    for one in given or ():
        whose = _name(members, one["member"]) if "member" in one else ""
        rest = _joined(one, left_out={"member", "kind", "amount_fen", "costs_fen"})
        amount, costs = one.get("amount_fen"), one.get("costs_fen")
        parts = (
            whose,
            say("draft.shown_unknown") if amount is None else _value("amount_fen", amount),
            rest,
            f"{say('field.costs_fen')}：{_value('costs_fen', costs)}" if costs else "",
        )
        yield labels.label(one["kind"], [LISTS[name]]), "，".join(filter(None, parts))


def _property(given: Mapping[str, Any]) -> Iterable[Row]:
    for name in ("deposits_fen", "securities_fen", "vehicles", "houses", "businesses"):
        value = given.get(name)
        yield say(f"field.{name}"), _nothing(None) if value is None else _value(name, value)
    for one in given.get("vehicle_details") or ():
        yield say("field.vehicle_details"), _joined(one, kinds="vehicle")


def _people(name: str, application: Mapping[str, Any], members: Any = ()) -> Iterable[Row]:
    for one in application.get(name) or ():
        said = [
            str(one.get("name") or ""),
            _joined(one, left_out={"name", "members", "certificate"}),
            "、".join(_name(members, each) for each in one.get("members", ()) if members),
        ]
        yield say(f"field.{name}"), "，".join(filter(None, said))


def _given(answers: Mapping[str, Any]) -> Iterable[Row]:
    return (_row(name, value) for name, value in answers.items() if value)


def _row(name: str, value: Any) -> Row:
    return say(f"field.{name}"), _value(name, value)


def _joined(
    answers: Mapping[str, Any], kinds: str = VOCABULARY["kind"], left_out: Iterable[str] = ()
) -> str:
    """Answers one after the other, each with what was asked; what is empty or false is not said."""
    asked = ((name, value) for name, value in answers.items() if name not in left_out and value)
    return "，".join(
        f"{say(f'field.{name}')}：{_value(name, value, kinds)}" for name, value in asked
    )


def _value(name: str, value: Any, kinds: str = VOCABULARY["kind"]) -> str:
    """An answer in words; `kinds` is the vocabulary of whatever is called a kind."""
    if isinstance(value, Mapping):
        return " ".join(_value(one, each, kinds) for one, each in value.items() if each)
    if isinstance(value, list):
        return "、".join(_value(name, each, kinds) for each in value)
    if name in COUNTED:
        return say(f"figure.count.{name}", count=value)
    if name.endswith("_fen"):
        return say("draft.shown_yuan", yuan=Fen(value).yuan)
    if value in routing.area_names():
        return routing.office_name(value)
    vocabulary = kinds if name == "kind" else VOCABULARY.get(name, name)
    return labels.label(value, [vocabulary]) or str(value)


def _name(members: Any, number: int) -> str:
    return str(members[number]["name"])


def _nothing(given: Any) -> str:
    return say("desk.case.not_declared" if given is None else "desk.case.none")
