"""Photos of a family: uploaded with a signed form, kept with the case, read by those who may."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import urllib3
from botocore.exceptions import ClientError

from app import app
from chalicelib.domain.errors import Refused
from chalicelib.platform.aws import papers
from local.cloud import logs, memory
from local.cloud.clock import LogicalClock
from local.population import personas
from local.population.families import FOUND_WORK, MOTHER_OF_TWO, PAPER_MISSING, RETIRED_COUPLE
from local.population.photos import digest, photo
from local.population.residents import resident
from local.town.clerks import Clerk
from local.town.client import Declined, send_file, uploaded
from local.town.people import Citizen
from local.town.world import world
from tests.system.api.conftest import scene
from tests.system.api.scenes import accepted
from tests.unit.domain.test_photos import long_photo, with_segments

MONDAY = datetime(2022, 12, 19, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def town():
    with logs.captured() as lines, world(app, LogicalClock(MONDAY)) as town:
        town.sandbox.log_lines = lines
        yield town


@pytest.fixture(scope="module")
def family(town):
    family = Citizen(town, "papers-family", MOTHER_OF_TWO)
    family.apply()
    town.clock.sleep_until(town.clock.now() + timedelta(minutes=1))
    return family


def paper(family):
    return family.case()["documents"]["application"]["papers"][0]["digest"]


def clerk(town, userid):
    return Clerk(town, next(p for p in personas.personas() if p.userid == userid))


def test_a_photo_that_a_family_uploaded_is_read_by_its_township(town, family):
    path = f"/v1/cases/{family.case_id}/papers/{paper(family)}?purpose=review"
    link = clerk(town, "shanqian1").client.get(path)
    found = urllib3.PoolManager().request("GET", link["url"])
    assert found.data == photo("papers-family/identity_card")
    name = f"{family.receipt['receipt']}-{paper(family)[:8]}.jpg"
    assert found.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert found.headers["Content-Type"] == "image/jpeg"
    assert found.headers["Cache-Control"] == "private, no-store"


def test_a_photo_that_is_not_kept_with_its_case_yet_is_not_found(town):
    with pytest.raises(Refused, match=r"paper\.not_found"):
        papers.link("c" + "a" * 32, digest("on its way"), "a-name")


def test_a_photo_is_not_found_for_another_county_or_under_another_digest(town, family):
    path = f"/v1/cases/{family.case_id}/papers/"
    for who, name in (("fengman", paper(family)), ("shanqian1", digest("another photo"))):
        with pytest.raises(Declined) as declined:
            clerk(town, who).client.get(path + name)
        assert declined.value.status == 404


def test_an_application_may_name_only_what_was_uploaded(town):
    family = Citizen(town, "papers-forgetful", FOUND_WORK)
    form = family.form()
    with pytest.raises(Declined) as declined:
        family.client.post("/v1/cases", form)
    assert (declined.value.status, declined.value.code) == (422, "request.invalid")
    assert [(error["pointer"], error["code"]) for error in declined.value.problem["errors"]] == [
        ("/papers/0/digest", "application.paper_not_uploaded"),
        *((one, "form.signature") for one in ("/consents/0/signature", "/consents/1/signature")),
    ]


def alone(number):
    """Somebody who lives alone and applied for nothing yet."""
    return replace(FOUND_WORK, residents=(resident("项志明", "1979-08-30", number),))


HEIC = bytes.fromhex("00000018667479706865696300000000")


def sent(family, content, media_type="image/jpeg"):
    """A file that the family uploads; answers its digest."""
    return uploaded(family.client, content, media_type)


def told(family, path, body):
    """What is refused: pointer, code and words of each fault."""
    with pytest.raises(Declined) as declined:
        family.client.post(path, body)
    assert declined.value.status == 422
    return [
        (one["pointer"], one["code"], one["detail"]) for one in declined.value.problem["errors"]
    ]


def test_a_family_is_informed_once_of_every_photo_that_it_must_take_again_and_how(town):
    family = Citizen(town, "papers-iphone", alone(101))
    form = family.filled_in()
    locked = b"%PDF-1.7" + b" " * 200 + b"trailer <</Encrypt 5 0 R>> %%EOF"
    wrong = {
        "identity_card": sent(family, HEIC),
        "household_register": sent(family, photo("half of it")[:-20]),
        "income_statement": sent(family, locked, "application/pdf"),
        "medical_record": sent(family, b"\x89PNG"),
        "expense_receipt": sent(family, photo("called a picture of a screen"), "image/png"),
        "evidence": "0" * 64,
    }
    papers = [{"kind": kind, "digest": named} for kind, named in wrong.items()]
    faults = told(family, "/v1/cases", {**form, "papers": [*form["papers"], *papers]})
    assert [(pointer, code) for pointer, code, _ in faults] == [
        ("/papers/1/digest", "paper.heic"),
        ("/papers/2/digest", "paper.cut"),
        ("/papers/3/digest", "paper.locked"),
        ("/papers/4/digest", "paper.too_small"),
        ("/papers/5/digest", "paper.another_kind"),
        ("/papers/6/digest", "application.paper_not_uploaded"),
    ]
    assert "“身份证”的照片是 HEIC 格式" in faults[0][2]
    assert "兼容性最佳" in faults[0][2]
    assert all("重新" in words for _, _, words in faults)
    assert family.client.get("/v1/cases")["cases"] == []
    assert family.apply()["receipt"]  # once the photos are good


@pytest.fixture
def correcting(town):
    """A family that was asked for a photo of the card."""
    stage = scene(town, "papers-correcting", PAPER_MISSING)
    clerk = stage.clerk(stage.applies(without=("identity_card",)))
    note = "请补充身份证"
    missing = [{"paper": "identity_card", "note": note}]
    clerk.does(stage.family.case_id, "acceptance", decision="ask_correction", missing=missing)
    return stage.family


def test_what_is_handed_in_later_is_looked_at_too(correcting):
    path = f"/v1/cases/{correcting.case_id}/correction"
    paper = {"kind": "identity_card", "digest": sent(correcting, HEIC)}
    [(pointer, code, words)] = told(correcting, path, {"papers": [paper]})
    assert (pointer, code) == ("/papers/0/digest", "paper.heic")
    assert "身份证" in words


def test_evidence_is_looked_at_too(town):
    stage, _, _ = accepted(town, "papers-explaining", RETIRED_COUPLE)
    stage.family.waits_for("explaining")
    said = {
        "statement": "见照片",
        "evidence": [stage.family.uploads("a good one"), sent(stage.family, HEIC)],
    }
    path = f"/v1/cases/{stage.family.case_id}/explanation"
    [(pointer, code, _)] = told(stage.family, path, said)
    assert (pointer, code) == ("/evidence/1", "paper.heic")


def test_a_short_photo_takes_one_call_and_a_long_one_two(town):
    family = Citizen(town, "papers-long", alone(102))
    form = family.filled_in()
    form["papers"].append({"kind": "evidence", "digest": sent(family, long_photo())})
    before = len(town.sandbox.calls)
    family.client.post("/v1/cases", form)
    called = [call.operation for call in town.sandbox.calls[before:] if call.service == "s3"]
    assert called[:3] == ["GetObject"] * 3  # the card, and the long one twice
    assert "ListObjectsV2" not in called[:3]


def test_a_photo_whose_picture_begins_late_is_looked_at_whole(town):
    family = Citizen(town, "papers-late", alone(104))
    late = with_segments(long_photo(), 60_000, 60_000, 60_000)
    form = family.filled_in()
    papers = form["papers"]
    form["papers"] = [*papers, {"kind": "evidence", "digest": sent(family, late[:150_000])}]
    [(pointer, code, _)] = told(family, "/v1/cases", form)
    assert (pointer, code) == (f"/papers/{len(papers)}/digest", "paper.cut")
    form["papers"] = [*papers, {"kind": "evidence", "digest": sent(family, late)}]
    assert family.client.post("/v1/cases", form)["receipt"]


def test_nothing_is_received_while_photos_cannot_be_looked_at(town):
    family = Citizen(town, "papers-no-s3", alone(103))
    form = family.filled_in()

    def down(when, call):
        if (when, call.service, call.operation) == ("before", "s3", "GetObject"):
            raise ClientError({"Error": {"Code": "SlowDown"}}, call.operation)

    town.sandbox.hooks.append(down)
    try:
        with pytest.raises(Declined) as declined:
            family.client.post("/v1/cases", form)
    finally:
        town.sandbox.hooks.remove(down)
    assert declined.value.status == 503
    assert family.client.post("/v1/cases", form)["receipt"]


def damaged(family, digest, content):
    """Let something else lie where the family uploaded a file."""
    bucket, account = "jiuzhu-papers", family.client.get("/v1/me")["id"]
    memory.put_file(bucket, f"quarantine/{account}/{digest}", content, "image/jpeg")


def test_a_file_that_was_damaged_on_its_way_is_sent_again(town):
    family = Citizen(town, "papers-damaged", alone(105))
    form = family.filled_in()
    named = form["papers"][0]["digest"]
    damaged(family, named, photo("something else"))
    [(pointer, code, words)] = told(family, "/v1/cases", form)
    assert (pointer, code) == ("/papers/0/digest", "paper.damaged")
    assert "重新传一次" in words
    assert family.uploads("papers-damaged/identity_card") == named
    assert family.client.post("/v1/cases", form)["receipt"]


def test_a_file_that_is_not_what_its_digest_says_is_never_kept(town):
    family = Citizen(town, "papers-altered", alone(106))
    form = family.filled_in()

    def alter(when, call):
        if (when, call.service, call.operation) == ("after", "dynamodb", "TransactWriteItems"):
            damaged(family, form["papers"][0]["digest"], photo("something else"))

    town.sandbox.hooks.append(alter)
    family.case_id = family.client.post("/v1/cases", form)["case_id"]
    town.sandbox.hooks.remove(alter)
    town.clock.sleep_until(town.clock.now() + timedelta(minutes=1))
    assert any("paper.altered" in line for line in town.sandbox.log_lines)
    with pytest.raises(Declined) as declined:
        family.client.get(f"/v1/cases/{family.case_id}/papers/{paper(family)}")
    assert (declined.value.status, declined.value.code) == (404, "paper.not_found")


GOOD = photo("as it was announced")


@pytest.mark.parametrize(
    ("content", "changed", "status"),
    [
        (photo("something else"), {}, 400),
        (b"", {}, 400),
        (GOOD + b"\0" * papers.MOST_BYTES, {}, 400),
        (GOOD, {"Content-Type": "text/html"}, 403),
        (GOOD, {"key": "papers/elsewhere"}, 403),
        (GOOD, {"acl": "public-read"}, 403),
        (GOOD, {}, None),
    ],
)
def test_the_store_takes_what_was_announced_and_nothing_else(town, content, changed, status):
    family = Citizen(town, "papers-announced", FOUND_WORK)
    announced = {"digest": digest("as it was announced"), "media_type": "image/jpeg"}
    form = family.client.post("/v1/papers", announced)
    fields = form["fields"] | changed
    if status is None:
        send_file(form["url"], fields, content)
        return
    with pytest.raises(Declined) as declined:
        send_file(form["url"], fields, content)
    assert declined.value.status == status
