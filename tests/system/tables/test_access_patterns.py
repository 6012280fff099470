"""Every question on the list is answered by one GetItem or Query over what real cases left."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

from chalicelib.applications import keys as application_keys
from chalicelib.approval import keys as approval_keys
from chalicelib.case import keys as case_keys
from chalicelib.directory import keys as directory_keys
from chalicelib.directory import store as directory
from chalicelib.directory.sessions import authenticators
from chalicelib.domain.dates import day_of, instant_text, parse_instant
from chalicelib.domain.errors import Unavailable
from chalicelib.forms import keys as form_keys
from chalicelib.helpers import keys as helper_keys
from chalicelib.monitoring import keys as monitoring_keys
from chalicelib.oversight import keys as oversight_keys
from chalicelib.oversight.store import KIND as SIGN
from chalicelib.payments import keys as payment_keys
from chalicelib.payments.bank import discrepancies, unmatched
from chalicelib.payments.finance.kinds import DISCREPANCY_KIND
from chalicelib.platform.aws import objects
from chalicelib.platform.events import keys as event_keys
from chalicelib.platform.events import reactions
from chalicelib.platform.events.reactions import Reactions
from chalicelib.platform.events.stream import RecordedEvent
from chalicelib.platform.http import keys as http_keys
from chalicelib.platform.partners.departments import BreakerLimits, CircuitBreaker
from chalicelib.platform.partners.departments import keys as department_keys
from chalicelib.platform.store import identifiers, keys, table, trail
from chalicelib.platform.store.idempotency import IdempotencyKey
from chalicelib.platform.store.keys import Key
from chalicelib.records import keys as record_keys
from chalicelib.records import kind, list_names
from chalicelib.records.act import Act
from chalicelib.records.law import law_on
from chalicelib.search import keys as search_keys
from chalicelib.verification import keys as verification_keys
from chalicelib.worklists import keys as view_keys
from chalicelib.worklists import store as views
from tests.system.api.conftest import ask
from tools.generate import access_patterns

FINANCE, COUNTY, PERIOD = "changyi-finance", "220202000000", "2022-12"
LONGTAN, SHANQIAN, JANUARY = "220203000000", "220203007000", "2023-01"


def broken(_id, _seq, _now, _law):
    raise Unavailable("wechat.unavailable")


def parked(stage):
    """A reaction that failed."""
    table_of = Reactions(
        {"broken": broken}, {("case", "submit"): ("broken",)}, {"case": {"submit"}}
    )
    now = stage.town.clock.now()
    happened = RecordedEvent("case", stage.mother.case_id, "submit", 1, now, "", "waiting")
    reactions.react(table_of, happened, now, None)


def waiting_discrepancies(stage):
    """What waits of the bank's statements on the run of the worker's money."""
    place = payment_keys.waiting_discrepancy(run_of(stage), "")
    return table.query("cases", place.pk, prefix=place.sk)


def sign_of(stage):
    """The sign that somebody looked at a neighbour's case."""
    return kind.load(SIGN, stage.path["sign_id"]).document


def claimed(stage):
    """A task that somebody claimed."""
    place = record_keys.work(list_names.own("longtan"), "2022-12-20T16:00:00Z", "a-case", "accept")
    table.put(place, {"escalations": 0})
    return table.query("cases", place.pk)


def listed_before(stage):
    """A release as release 1 listed it."""
    place = record_keys.listed_by_release_1(
        "release", COUNTY, "2022-12-20T16:00:00Z", "a-release", ""
    )
    table.put(place, {"release": "a-release"})
    return table.query("cases", place.pk)


def settled(stage):
    """What a clerk settled of the bank's statements."""
    now, clerk = stage.town.clock.now(), directory.actor_of(FINANCE)
    (waits,) = waiting_discrepancies(stage)
    found = kind.load(DISCREPANCY_KIND, waits["discrepancy"])
    idempotency_key = IdempotencyKey(FINANCE, "a-key-of-finance", "digest", 0)
    discrepancies.settle(found, "银行已答复", Act(clerk, now, law_on(now), idempotency_key))
    return table.query("cases", payment_keys.settled_discrepancy(found.clear["run"], "").pk)


def strayed(stage):
    """A statement of the bank under the name of no run."""
    objects.put("statements/nobody-1.csv", b"")
    table.put(payment_keys.statement_scan(), {"after": "", "since": ""})
    unmatched.scan(stage.town.clock.now(), law_on(stage.town.clock.now()))
    return table.query("money", payment_keys.statement_scan().pk, prefix="STRAY#")


def released(stage):
    """The finance clerk releases the worker's money, and the bank pays it."""
    name = stage.path["release_id"]
    token = stage.town.staff_session(FINANCE)["token"]
    body = b'{"decision":"release","reason":"correct","count":1,"sum_fen":100000}'
    assert ask(stage.town, token, "POST", f"/v1/releases/{name}/release", body)[0] == 200


def confirmed(stage):
    """The notice is over, and the county confirms the mother's benefit."""
    stage.mother.waits_for("confirming")
    token = stage.town.staff_session("longtan")["token"]
    path = f"/v1/cases/{stage.mother.case_id}/decision"
    seen = ask(stage.town, token, "GET", f"/v1/cases/{stage.mother.case_id}")[1]
    body = {"decision": "confirm", "reason": "符合条件", "version": seen["version"]}
    body = json.dumps(body).encode()
    assert ask(stage.town, token, "POST", path, body)[0] == 200
    stage.mother.waits_for("receiving")


def registered(stage):
    """A clerk enters the mother as a close relative."""
    number = stage.mother.household.residents[0].identity_number
    body = f'{{"identity_number":"{number}","kinship":"sibling","of":"staff"}}'.encode()
    token = stage.town.staff_session("shanqian1")["token"]
    assert ask(stage.town, token, "POST", "/v1/staff-relatives", body)[0] == 200


def windows(stage):
    """How often anybody asked today for a receipt of a complaint."""
    who = identifiers.keyed_hash("account", account(stage))
    return table.query("cases", http_keys.bound("POST /v1/complaints", who, "").pk)


def of_case(prefix):
    return lambda stage: table.query(
        "cases", keys.row("case", stage.mother.case_id).pk, prefix=prefix
    )


def applicant(stage):
    return identifiers.identity_hash(stage.mother.household.residents[0].identity_number)


def worker(stage):
    return identifiers.identity_hash(stage.worker.household.residents[0].identity_number)


def viewed(_stage):
    """The views of a clerk who keeps one."""
    views.keep("shanqian1", views.StoredView("超时的", "overdue", "", ""))
    return table.query("directory", view_keys.view("shanqian1", "").pk)


def found_by(stage):
    """One of the places at which the mother's case is found."""
    return table.get(case_keys.receipt(stage.mother.receipt["receipt"]))["found_at"][0]


def account(stage):
    return identifiers.account_id(stage.mother.openid)


def run_of(stage):
    return table.get(keys.row("release", stage.path["release_id"]))["run"]


def past_due(name):
    def asked(stage):
        then = instant_text(stage.town.clock.now().replace(year=2030))
        return [
            place
            for shard in range(keys.DUE_SHARDS)
            for page in table.past_due(name, f"due#{shard}", then, 100)
            for place in page
        ]

    return asked


def past_due_beside_people(stage):
    """A record of the people's table that is past its check; no kind lies there yet."""
    place = Key("people", "WATCHED#1", keys.ROW)
    table.put(place, {"due": keys.due_shard("1"), "next_check": "2022-12-19T01:00:00Z"})
    found = past_due("people")(stage)
    table.delete(place)
    return found


def turns_given(stage):
    """The turns of a minute in which a department had more questions than it takes."""
    breaker = CircuitBreaker(BreakerLimits(5, timedelta(minutes=10)), stage.town.clock)
    now = stage.town.clock.now()
    breaker.book([law_on(now).parameters.catalogue.by_code["bank"]], "case-1")
    return table.get(department_keys.queue(instant_text(now)[:16]))


def being_read(_stage):
    """The file of a department whose reading died on the way."""
    place = department_keys.file_reading("agriculture")
    table.put(place, {"version": "1", "tries": 1})
    return table.get(place)


def questions_of(stage):
    """The counter of the minute in which the mother's departments were asked."""
    asked = stage.town.departments.about(stage.mother.case_id)[0].at
    return table.get(department_keys.questions(instant_text(asked)[:16]))


def promised(stage):
    """A case whose bank has promised an answer."""
    table.put(verification_keys.ticket("bank", "t-1"), {"case_id": stage.mother.case_id})
    return table.get(verification_keys.ticket("bank", "t-1"))


def failed_source(stage):
    """A department that did not answer."""
    CircuitBreaker(BreakerLimits(5, timedelta(minutes=10)), stage.town.clock).record(
        {"bank": "answer.late"}
    )
    return table.get(department_keys.sources())


def applied_on(stage):
    """The day on which the mother was proved and applied."""
    return str(day_of(parse_instant(stage.mother.receipt["submitted_at"])))


def delegated(stage):
    """The county delegates a power to the mother's township, which it ended before."""
    body = b'{"schemes": ["dibao"], "since": "2022-01-01", "until": "2022-06-30"}'
    token, path = stage.town.staff_session("longtan-leader")["token"], f"/v1/delegations/{SHANQIAN}"
    assert ask(stage.town, token, "POST", path, body)[0] == 200
    return table.query("directory", directory_keys.delegation(SHANQIAN, "", "").pk, prefix="dibao#")


def delegated_case(stage):
    """The mother's case as if a helper had sent it in."""
    place = case_keys.sent_in(stage.path["helper_id"], stage.mother.case_id)
    table.put(place, {"case_id": stage.mother.case_id})
    return table.query("cases", place.pk, prefix="CASE#")


def provisional(_stage):
    """A case with a day beyond the holiday notices; the demo's year has none."""
    table.put(keys.provisional("2026-12-31", "case", "c1"), {"kind": "case", "id": "c1"})
    return table.query("cases", keys.provisional("", "", "").pk, before="2027-12-31", limit=1)


def set_up(_stage):
    """The authenticator of somebody who has just made one."""
    made, _ = authenticators.made("shanqian1", None)
    table.transact([made.write])
    return table.get(directory_keys.authenticator("shanqian1"))


def stood_in(_stage):
    """Who is away beside their deputy."""
    staff = directory.find("shanqian1")
    away = directory.Absence(date(2022, 12, 19), date(2022, 12, 30), "shanqian2")
    directory.save(replace(staff, absence=away), staff)
    place = directory_keys.acts_for("shanqian2", "")
    return table.query("directory", place.pk, prefix=place.sk)


WHILE_NOTICED = {
    "days before a notice": provisional,
    "one record": lambda s: table.get(keys.row("case", s.mother.case_id)),
    "a record's history": lambda s: trail.history("case", s.mother.case_id),
    "open tokens of a record": of_case("TOKEN#"),
    "a case's department answers": of_case("ANSWER#"),
    "a case's letters": of_case("LETTER#"),
    "who looked at a record": of_case("READ#"),
    "case of a receipt": lambda s: table.get(case_keys.receipt(s.mother.receipt["receipt"])),
    "cases found by a keyed hash": lambda s: table.query("cases", found_by(s), newest=1),
    "searches of a member of staff": lambda _: table.query(
        "cases", search_keys.search("shanqian1", "").pk
    ),
    "views of a member of staff": viewed,
    "open case of an applicant": lambda s: table.get(case_keys.lock("dibao", applicant(s))),
    "cases of an account": lambda s: table.query("cases", case_keys.owner(account(s), "").pk),
    "open cases of a person": lambda s: table.query("cases", case_keys.member(applicant(s), "").pk),
    "tasks of an office by due": lambda s: table.query(
        "cases", record_keys.work(f"{COUNTY}#finance", "", "", "").pk
    ),
    "tasks of somebody": claimed,
    "tasks listed by release 1": listed_before,
    "parked reactions": lambda s: table.query("cases", event_keys.stuck("spread", "", 0).pk),
    "case of a promised answer": promised,
    "departments that fail": failed_source,
    "questions of a minute": questions_of,
    "turns given in a minute": turns_given,
    "newest file of a source": lambda _: table.get(department_keys.file_head("agriculture")),
    "file that is being read": being_read,
    "cases past their check": past_due("cases"),
    "applications of a day": lambda s: table.get(
        application_keys.intake(applied_on(s), account(s))
    ),
    "people past their check": past_due_beside_people,
    "a watched person": lambda s: table.get(monitoring_keys.person(applicant(s))),
    "people to be helped of a day": lambda s: table.get(
        helper_keys.asked_on(str(day_of(s.town.clock.now())), account(s))
    ),
    "cases of a delegation": delegated_case,
    "a person's phones and helpers": lambda s: table.query(
        "people", case_keys.proof(applicant(s), "").pk, prefix="PROOF#"
    ),
    "a person's proof": lambda s: table.get(case_keys.proof(applicant(s), account(s))),
    "tries at a person": lambda s: table.get(
        application_keys.person_tries(applicant(s), applied_on(s))
    ),
    "an attempt at a proof": lambda s: table.get(
        case_keys.proof_attempt(account(s), s.path["proof_id"])
    ),
    "drafts of an account": lambda s: table.query(
        "people", form_keys.draft(account(s), "").pk, prefix="DRAFT#"
    ),
    "tries of an account": lambda s: table.get(
        application_keys.account_tries(account(s), applied_on(s))
    ),
    "a citizen's account": lambda s: table.get(directory_keys.account(account(s))),
    "discrepancies of a run": waiting_discrepancies,
    "who settled what of a run": settled,
    "what an account sent in": lambda s: table.query(
        "cases", record_keys.own(account(s), "complaint", "").pk
    ),
    "records of a kind about a case": of_case("RECONSIDERATION#"),
    "requests in a window": windows,
    "an open session": lambda s: table.query(
        "people", directory_keys.account(account(s)).pk, prefix="SESSION#"
    ),
    "sign-ins of somebody": lambda s: table.query(
        "people", directory_keys.sign_in(account(s), "").pk
    ),
    "staff with sessions": lambda s: table.query("directory", directory_keys.staff("shanqian1").pk),
    "a member of staff": lambda s: table.get(directory_keys.staff("shanqian1")),
    "an authenticator": set_up,
    "for whom one acts": stood_in,
    "staff of an office": lambda s: table.query(
        "directory", directory_keys.office_staff(SHANQIAN, "").pk
    ),
    "staff by WeCom user": lambda s: table.get(directory_keys.wecom_user("shanqian1")),
    "powers of a township": delegated,
    "notices of a community": lambda s: table.query(
        "public", approval_keys.notice(s.path["area"], "", "").pk
    ),
}
WHEN_PAID = {
    "benefits of a community": lambda s: table.query(
        "public", approval_keys.grant(s.path["area"], "", "").pk
    ),
    "cases somebody opened on a day": lambda s: table.query(
        "cases", oversight_keys.revealed(sign_of(s).day, sign_of(s).staff, "").pk
    ),
    "what passed its clock": lambda s: table.query(
        "cases", record_keys.late(LONGTAN, PERIOD, "").pk
    ),
    "where somebody of the staff lives": lambda s: table.get(case_keys.home("longtan2")),
    "whose relative a person is": lambda s: table.query(
        "people", case_keys.relative(applicant(s), "").pk, prefix="RELATIVE#"
    ),
    "what a member of staff did": lambda s: table.query(
        "cases", record_keys.work(list_names.done(FINANCE), "", "", "").pk
    ),
    "one record of money": lambda s: table.get(keys.row("run", run_of(s))),
    "money past its check": past_due("money"),
    "a person's urgent aid": lambda s: table.get(approval_keys.urgent_aid(worker(s))),
    "a case's payments": lambda s: table.query(
        "cases", keys.row("case", s.worker.case_id).pk, prefix="PAYMENT#"
    ),
    "entitlements of a period": lambda s: table.query(
        "money", payment_keys.standing(LONGTAN, JANUARY, "").pk
    ),
    "lines of a run": lambda s: table.query("money", payment_keys.run_line(run_of(s), "").pk),
    "statements of no run": strayed,
    "runs of a period": lambda s: table.query("money", payment_keys.book(COUNTY, PERIOD, "").pk),
}


def test_every_pattern_has_its_question_here():
    asked = [one.question for patterns in access_patterns().values() for one in patterns]
    assert sorted(asked) == sorted(WHILE_NOTICED.keys() | WHEN_PAID.keys())


def test_every_question_is_answered(stage):
    ask(stage.town, stage.tokens["same_office"], "GET", f"/v1/cases/{stage.mother.case_id}")
    parked(stage)
    assert unanswered(stage, WHILE_NOTICED) == []
    released(stage)
    confirmed(stage)
    registered(stage)
    assert unanswered(stage, WHEN_PAID) == []


def unanswered(stage, questions):
    return [question for question, asked in questions.items() if not asked(stage)]


def test_no_table_is_ever_scanned(stage):
    asked = {c.operation for c in stage.town.sandbox.calls if c.service == "dynamodb"}
    assert asked <= {
        "CreateTable", "GetItem", "BatchGetItem", "Query", "PutItem", "BatchWriteItem",
        "UpdateItem", "DeleteItem", "TransactWriteItems",
    }  # fmt: skip
