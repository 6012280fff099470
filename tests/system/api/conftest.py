"""A town with cases in every stage that a route asks for, and everybody who may or may not ask."""

from __future__ import annotations

import json
import uuid
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest

from app import app
from chalicelib.directory import store
from chalicelib.domain.actors import Post
from chalicelib.domain.errors import Refused
from chalicelib.payments import keys
from chalicelib.payments.bank import discrepancies
from chalicelib.payments.finance.kinds import RELEASE_KIND
from chalicelib.payments.formats.bankfile import LineFault
from chalicelib.payments.store import RUN
from chalicelib.platform.http import CHANGING, sessions
from chalicelib.platform.pages.reading import token_of
from chalicelib.platform.store import table
from chalicelib.records import kind
from chalicelib.records.law import law_on
from local.cloud import logs, loopback
from local.cloud.clock import LogicalClock
from local.population import families
from local.population.residents import numbered
from local.town.people import Citizen
from local.town.world import world
from tests.system.api.prepared import prepared, scene

MONDAY = datetime(2022, 12, 19, 1, tzinfo=UTC)
URGENT = {"decision": "grant_urgent", "amount_fen": 100_000, "reason": "住处失火，无处安身"}


@pytest.fixture
def town():
    """A town with nothing in it yet."""
    with logs.captured(), world(app, LogicalClock(MONDAY)) as town:
        yield town


def noticed(town):
    """The mother of two, whose case is before the public for seven days."""

    def play():
        stage = scene(town, "mother", families.MOTHER_OF_TWO)
        office = stage.applies()
        clerk, colleague = stage.clerk(office), stage.clerk(office, number=1)
        stage.accepts(clerk)
        stage.phones(clerk, "独自带两个孩子")
        stage.family.waits_for("reviewing")
        stage.visits(clerk, colleague, "情况属实")
        stage.gives_opinion(clerk, "propose_grant", "情况一致")
        stage.family.waits_for("noticing")
        stage.later(minutes=1)
        return stage

    return prepared(town, "noticed", families.MOTHER_OF_TWO, play, openid="mother").family


def decided_at_once(town):
    """The injured worker, whose money waits for a finance clerk."""
    stage = scene(town, "worker", families.INJURED_WORKER)
    clerk = stage.clerk(stage.applies())
    clerk.waits_for_task(stage.family.case_id, "decide")
    clerk.does(stage.family.case_id, "decision", **URGENT)
    stage.later(minutes=1)
    return stage.family


def confidential(town):
    """A case that only the county may know of."""
    family = Citizen(town, "confidential", families.PAPER_MISSING)
    family.apply(confidential=True)
    return family


def hired(id_, office, **more):
    """A member of staff beside the personas."""
    one = store.Staff(id_, id_, office, frozenset({Post.CASE_WORKER}), date(2020, 1, 1), **more)
    store.save(one)
    return one


@pytest.fixture(scope="module")
def stage():
    """Everything that the routes name, and a token for everybody who asks."""
    with logs.captured() as lines, world(app, LogicalClock(MONDAY)) as town:
        moved, gone = hired("moved", "220203007000"), hired("gone", "220203007000")
        hired("next-door", "220203001000")
        old = town.staff_session("shanqian1")["token"]
        mother = noticed(town)
        worker = decided_at_once(town)
        hidden = confidential(town)
        town.clock.sleep_until(town.clock.now() + timedelta(days=1))
        tokens = {
            "own": mother.sign_in()["token"],
            "another": Citizen(town, "another", families.FOUND_WORK).sign_in()["token"],
            "expired": old,
            "nobody": "",
            **{name: town.staff_session(userid)["token"] for name, userid in STAFF.items()},
        }
        store.save(replace(moved, office="220211001000"), moved)
        store.save(replace(gone, until=date(2022, 12, 19)))
        release = town_release(town, tokens["finance"])
        notice = town_notice(town)
        yield SimpleNamespace(
            town=town, lines=lines, tokens=tokens, mother=mother, worker=worker, hidden=hidden,
            path={
                "case_id": mother.case_id, "task": "confirm", "code": "220203007000",
                "office": "220203007000",
                "area": families.MOTHER_OF_TWO.registered_area, "notice_id": notice,
                "release_id": release, "discrepancy_id": town_discrepancy(town, release),
                "county": "220202000000", "period": "2022-12",
                "staff_id": "shanqian1",
                "form_name": "application",
                "source": "funeral", "department": "agriculture",
                "digest": mother.form()["papers"][0]["digest"],
                "proof_id": town_attempt(mother),
                "complaint_id": town_complaint(mother),
                "helper_id": town_helper(mother),
                "reconsideration_id": town_reconsideration(mother),
                "sign_id": town_sign(town, mother),
                "draft_id": mother.client.post("/v1/drafts", {"form": "application"})["draft_id"],
                "step": "hardship",
                "view_id": "a-view",
                "group_id": "0" * 32,
                "search_id": town_search(town, tokens["same_office"]),
            },
        )  # fmt: skip


STAFF = {
    "same_office": "shanqian1",
    "county": "longtan",
    "own_leader": "longtan-leader",
    "city": "jilin-leader",
    "next_door": "next-door",
    "other_township": "kouqian1",
    "other_county": "fengman",
    "own_finance": "longtan-finance",
    "finance": "changyi-finance",
    "other_finance": "yongji-finance",
    "transferred": "moved",
    "left": "gone",
}


def town_release(town, token):
    return ask(town, token, "GET", "/v1/releases")[1]["releases"][0]["release_id"]


def town_discrepancy(town, release):
    """A statement on the run that waits, of which nobody can book a line."""
    run = kind.load(RUN, kind.load(RELEASE_KIND, release).clear["run"])
    bad = {("statement-1.csv", "1"): [LineFault(2, "payments.line_amount")]}
    now = town.clock.now()
    discrepancies.record_faults(run, bad, bool, now, law_on(now))
    place = keys.waiting_discrepancy(run.id, "")
    (item,) = table.query("cases", place.pk, prefix=place.sk)
    return item["discrepancy"]


def town_attempt(family):
    one = family.household.residents[1]  # the mother was proved when she applied
    body = {"name": one.name, "identity_number": one.identity_number}
    return family.client.post("/v1/proofs", body)["proof_id"]


def town_complaint(family):
    body = {"area": families.MOTHER_OF_TWO.registered_area, "about": "村里的公示栏"}
    body["statement"] = "公示没有贴满七天"
    return family.client.post("/v1/complaints", body)["complaint_id"]


def town_sign(town, family):
    """Somebody of the county opened the case of a neighbour."""
    officer = town.staff_session("longtan2")["token"]
    entry = {"identity_number": numbered("1990-01-01", 902), "kinship": "self", "of": "staff"}
    entry["home"] = families.MOTHER_OF_TWO.living_area
    ask(town, officer, "POST", "/v1/staff-relatives", json.dumps(entry).encode())
    ask(town, officer, "GET", f"/v1/cases/{family.case_id}?purpose=audit")
    leader = town.staff_session("longtan-leader")["token"]
    return ask(town, leader, "GET", "/v1/signs")[1]["signs"][0]["sign_id"]


def town_helper(family):
    """The mother asks to act for the second of her family."""
    one = family.household.residents[1]
    body = {
        "person": {"name": one.name, "identity_number": one.identity_number},
        "helper_name": "乔素梅", "relation": "family", "acts": ["apply"], "until": "2023-01-31",
    }  # fmt: skip
    return family.client.post("/v1/helpers", body)["helper_id"]


def town_reconsideration(family):
    """What the family asked to be looked at again: one of the county was drawn for it."""
    letter = next(one for one in family.letters() if one["name"] == "receipt")
    body = {"letter": letter["number"], "statement": "受理得太晚了"}
    path = f"/v1/cases/{family.case_id}/reconsiderations"
    return family.client.post(path, body)["reconsideration_id"]


def town_search(town, token):
    body = b'{"text": "zxl"}'
    return ask(town, token, "POST", "/v1/searches", body)[1]["search_id"]


def town_notice(town):
    area = families.MOTHER_OF_TWO.registered_area
    return ask(town, "", "GET", f"/v1/notices/{area}")[1]["notices"][0]["id"]


def ask(town, token, method, path, raw=None, **headers):
    """One request as anybody could send it: status, document, headers."""
    given = {"Content-Type": "application/json", "Idempotency-Key": uuid.uuid4().hex, **headers}
    if token:
        given["Authorization"] = f"Bearer {token}"
    content = raw if method in CHANGING else None
    answer = loopback.request(method, town.url + path, content, given)
    return answer.status, json.loads(answer.data), answer.headers


def ask_page(town, token, method, path, fields=None):
    """One request as a browser sends it that holds a session: status, HTML, headers."""
    headers = {"Cookie": f"__Host-session={token}", "Sec-Fetch-Site": "same-origin"}
    content = None
    if method == "POST":
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        hidden = {"_token": form_token(town, token), "_key": uuid.uuid4().hex}
        content = urlencode({**hidden, **(fields or {})})
    answer = loopback.request(method, town.url + path, content, headers)
    return answer.status, answer.data.decode(), answer.headers


def form_token(town, token):
    """The token of a form that was shown in a session; "" where there is no session any more."""
    with suppress(Refused):
        return token_of(sessions.session_of(token, town.clock.now()))
    return ""
