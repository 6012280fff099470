"""Whose a case is that a helper sent in: the person's, and the helper's while the delegation lasts.

A delegation is a record of its own (`helpers/`): one for each account and person, whoever asked
again. What is asked of it here is in clear, so one read answers and nothing is opened. A case that
was sent in under a delegation keeps which one (the document `helper`); of any other case nothing
more is read than its owner.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from chalicelib.case import case as cases
from chalicelib.case import deaths, keys, proofs
from chalicelib.case.case import Case
from chalicelib.case.proofs import Phone
from chalicelib.domain import names
from chalicelib.domain.dates import day_of
from chalicelib.domain.errors import Refused
from chalicelib.platform.store import identifiers, record, table
from chalicelib.platform.store import keys as store_keys
from chalicelib.platform.store.record import Record
from chalicelib.platform.store.table import Write
from chalicelib.records import keys as record_keys
from chalicelib.records.law import Law

KIND = "helper"
ACTIVE = "active"
APPLY, FOLLOW = "apply", "follow"
"""What a helper may do: fill in and send an application; follow one: read where it stands, hand in
what is missing, put right, explain."""
PERSON_ALONE = frozenset({"withdraw"})
"""The events of a case that no helper causes: the person gives up what is the person's."""


def id_of(account: str, person: str) -> str:
    """The id of the delegation by which an account acts for a person (look-up hash)."""
    return identifiers.derived_id(KIND, account, person)


def is_active(found: Record, now: datetime, what: str = "") -> bool:
    """Whether a delegation is in force now, and `what` (any: "") is among its acts."""
    lasts = found.state == ACTIVE and found.clear["until"] >= str(day_of(now))
    return lasts and (not what or what in found.clear["acts"])


def may_act(account: str, helper_id: str, what: str, now: datetime) -> bool:
    """Whether an account may now do that under a delegation (one read)."""
    found = record.load(KIND, helper_id)
    return found is not None and found.clear["account"] == account and is_active(found, now, what)


def sent_in_under(
    helper_id: str, account: str, applicant: Mapping[str, Any], now: datetime
) -> dict[str, Any]:
    """What a case keeps of the delegation under which an account sends it in for the `applicant`
    (name and number); `helped` is how many people the account asked to act for that day.

    Refused("helper.not_active"), and ("helper.other_person") where the applicant is not its person.
    """
    found = record.load(KIND, helper_id)
    if found is None or found.clear["account"] != account or not is_active(found, now, APPLY):
        raise Refused("helper.not_active", pointer="/helper_id")
    number, name = applicant.get("identity_number", ""), proofs.name_hash(applicant["name"])
    person = identifiers.identity_hash(number) if number else ""
    if (found.clear["person"], found.clear["person_name"]) != (person, name):
        raise Refused("helper.other_person", pointer="/members/0")
    about = ("account", "person", "person_name", "relation", "staff")
    kept = (*about, "acts", "until", "helped")
    return {"id": helper_id, **{name: found.clear[name] for name in kept if name in found.clear}}


def sent_in(helper: Mapping[str, Any], case_id: str) -> list[Write]:
    """The write that puts a case among those of the delegation under which it is sent in."""
    if not helper:
        return []
    return [Write(keys.sent_in(helper["id"], case_id), {"case_id": case_id})]


def consented(clear: Mapping[str, Any], account: str) -> Write:
    """The write that makes a phone the person's own, on which they consent to a delegation."""
    mark = {"kind": proofs.OWN, "name": clear["person_name"]}
    return Write(keys.own_phone(clear["person"], account), mark)


def claimed(case: Case, account: str) -> list[Write]:
    """The writes by which a case that a helper sent in is the person's on the phone that claims it,
    whoever changes it after that, and no more on one that claimed it before."""
    helper = case.doc(KIND)
    if not helper:
        return []
    person, mark = helper["person"], {"kind": proofs.CLAIMED, "case_id": case.id}
    phones = proofs.phones(person, helper["person_name"])
    before = {one.account for one in phones if case.id in one.claimed} - {account}
    left = [Write(keys.claimed(person, one, case.id)) for one in sorted(before)]
    return [*left, Write(keys.claimed(person, account, case.id), mark)]


class Reader(StrEnum):
    """As whom an account reads and changes a case."""

    FAMILY = "family"
    HELPER = "helper"


def reader(case: Case, account: str, now: datetime, what: str = FOLLOW) -> Reader | None:
    """As whom an account may do something with a case now; None where it may not.

    A case is its owner's: who sent it in, or has it since. One that a helper sent in is the
    person's on a phone on which they consented to a delegation or claimed this case (`Phone.has`),
    and a helper's while the delegation is active and allows it: one read more, two for a helper who
    did not send it in.
    """
    helper = case.doc(KIND)
    if not helper:
        return Reader.FAMILY if case.document.owner == account else None
    if account == helper["account"]:
        return Reader.HELPER if may_act(account, helper["id"], what, now) else None
    phone = proofs.phone(helper["person"], helper["person_name"], account)
    if phone.has(case.id):
        return Reader.FAMILY
    allowed = bool(phone.helper_id) and may_act(account, phone.helper_id, what, now)
    return Reader.HELPER if allowed else None


def name_for(case: Case, name: str) -> str:
    """The name of somebody of the family as the reader of the case may see it: masked for whoever
    helps."""
    return names.masked(name) if case.for_helper else name


def may_list(row: Record, account: str, now: datetime) -> bool:
    """Whether a case stands on the list of an account's own; asked of its clear part alone."""
    helper_id = row.clear.get(KIND)
    found = record.load(KIND, helper_id) if helper_id else None
    if found is None:
        return True
    if found.clear["account"] == account:
        return is_active(found, now, FOLLOW)
    phone = proofs.phone(found.clear["person"], found.clear["person_name"], account)
    following = phone.helper_id and may_act(account, phone.helper_id, FOLLOW, now)
    return phone.has(row.id) or bool(following)


def in_force(case: Case, account: str, now: datetime) -> list[Write]:
    """The condition under which an account changes a case that a helper sent in: where it is a
    helper's, its delegation is active still; the person's own phone has none."""
    helper = case.doc(KIND)
    if not helper:
        return []
    what = FOLLOW if case.record.seq else APPLY
    active = while_active(id_of(account, helper["person"]), what, now)
    return [replace(active, condition=f"attribute_not_exists(pk) OR ({active.condition})")]


def while_active(helper_id: str, what: str, now: datetime) -> Write:
    """The condition that a delegation is active now and allows that."""
    return Write(
        store_keys.row(KIND, helper_id),
        check=True,
        condition="#state = :active AND #until >= :day AND contains(#acts, :what)",
        names={"#state": "state", "#until": "until", "#acts": "acts"},
        values={":active": ACTIVE, ":day": str(day_of(now)), ":what": what},
    )


def check_in_force(case: Case, account: str, now: datetime) -> None:
    """Refused("case.not_found") where the delegation ended while the account changed the case, or
    ("helper.not_active") while it sent the case in."""
    helper = case.doc(KIND)
    if not helper:
        return
    found = record.load(KIND, id_of(account, helper["person"]))
    if found is not None and not is_active(found, now, FOLLOW if case.record.seq else APPLY):
        raise Refused("case.not_found" if case.record.seq else "helper.not_active")


def accounts(case: Case, now: datetime) -> list[str]:
    """The accounts that are informed of a case: its family's, and where a helper sent it in the
    phones on which the person has it and the helpers who may follow it now."""
    known, helper = deaths.accounts(case), case.doc(KIND)
    if not helper:
        return known
    phones = proofs.phones(helper["person"], helper["person_name"])
    helpers = {one.account for one in phones if one.helper_id}
    following = {
        one.account
        for one in phones
        if one.helper_id and may_act(one.account, one.helper_id, FOLLOW, now)
    }
    alive = helper["person"] not in deaths.reported_dead(case.document)
    own = {one.account for one in phones if one.has(case.id)} if alive else set()
    return sorted(({*known} - helpers) | following | own)


def list_for_person(case_id: str, _seq: int, _now: datetime, _law: Law) -> None:
    """Put a case that a helper sent in among the cases of the person's own phones."""
    helper = cases.load(case_id).doc(KIND)
    if helper:
        for one in proofs.phones(helper["person"], helper["person_name"]):
            if one.is_own:
                table.put(keys.owner(one.account, case_id), {"case_id": case_id})


def list_on_own_phones(helper_id: str, _seq: int, _now: datetime, _law: Law) -> None:
    """Put the cases that were sent in under any delegation of a person on the lists of the person's
    own phones, of which the consent to this one may have made one more."""
    found = record.load(KIND, helper_id)
    phones = proofs.phones(found.clear["person"], found.clear["person_name"]) if found else []
    own = [one.account for one in phones if one.is_own]
    for sent_under in (one.helper_id for one in phones if one.helper_id and own):
        place = keys.sent_in(sent_under, "")
        for item in table.query(place.table, place.pk, prefix=place.sk):
            for account in own:
                table.put(keys.owner(account, item["case_id"]), {"case_id": item["case_id"]})


def list_delegations(phones: Collection[Phone], account: str) -> None:
    """Put who asks to act for a person on the list of a phone on which the person was proved now,
    by what is known of the person's phones. On a helper's phone nothing is listed."""
    helpers = {one.account: one.helper_id for one in phones if one.helper_id}
    for helper_id in helpers.values() if account not in helpers else ():
        table.put(record_keys.own(account, KIND, helper_id), {KIND: helper_id})
