"""Files that a case names are kept with it: those of the event at hand, and no bucket is listed."""

from __future__ import annotations

import hashlib

import pytest
from botocore.exceptions import ClientError

from chalicelib.applications.signatures.binding import bind_papers
from chalicelib.case import case as cases
from chalicelib.case import transitions
from chalicelib.case.case import Step
from chalicelib.platform import aws
from chalicelib.platform.aws import papers
from chalicelib.records.act import Act
from chalicelib.records.law import law_on
from tests.conftest import FAMILY, MONDAY, staff
from tests.support.cases import submitted

BUCKET = "jiuzhu-papers"
CLERK, COLLEAGUE = "town1", "town2"


def uploaded(account, content):
    named = hashlib.sha256(content).hexdigest()
    place = f"quarantine/{account}/{named}"
    aws.client("s3").put_object(Bucket=BUCKET, Key=place, Body=content, ContentType="image/jpeg")
    return named


def kept(case_id):
    found = aws.client("s3").list_objects_v2(Bucket=BUCKET, Prefix=f"papers/{case_id}/")
    return {one["Key"].rpartition("/")[2] for one in found.get("Contents", ())}


def asked(sandbox, step):
    """The calls of S3 that a step makes."""
    sandbox.calls.clear()
    step()
    return [call.operation for call in sandbox.calls if call.service == "s3"]


@pytest.fixture
def law(quiet):
    return law_on(MONDAY)


@pytest.fixture
def card(quiet):
    return uploaded(FAMILY.id, b"a card")


@pytest.fixture
def case(quiet, law, card):
    return submitted(quiet, law, papers=[{"kind": "identity_card", "digest": card}])


def test_what_an_application_names_is_kept_with_its_case(quiet, law, case, card):
    calls = asked(quiet, lambda: bind_papers(case.id, 1, MONDAY, law))
    assert kept(case.id) == {card}
    assert calls == ["GetObject", "PutObject"]


def test_of_a_later_event_only_what_it_named_is_kept_anew(quiet, law, case, card):
    bind_papers(case.id, 1, MONDAY, law)
    visit = {
        "by": CLERK,
        "photos": [uploaded(CLERK, b"a room")],
        "visitor_signatures": [uploaded(CLERK, b"one"), uploaded(CLERK, b"other")],
        "family_signature": uploaded(CLERK, b"hers"),
    }
    transitions.advance(case, "accept", Act(staff(CLERK), MONDAY, law), Step())
    accepted = cases.load(case.id)
    after = transitions.advance(
        accepted,
        "visit",
        Act(staff(CLERK), MONDAY, law),
        Step(documents={"visit": visit}, named=[COLLEAGUE]),
    )
    calls = asked(quiet, lambda: bind_papers(case.id, after.record.seq, MONDAY, law))
    assert calls == ["GetObject", "PutObject"] * 4
    assert len(kept(case.id)) == 5


def test_what_quarantine_holds_no_more_is_looked_for_among_what_was_kept(quiet, law, case, card):
    bind_papers(case.id, 1, MONDAY, law)
    aws.client("s3").delete_object(Bucket=BUCKET, Key=f"quarantine/{FAMILY.id}/{card}")
    calls = asked(quiet, lambda: bind_papers(case.id, 1, MONDAY, law))
    assert calls == ["GetObject", "ListObjectsV2"]
    assert kept(case.id) == {card}


def test_a_file_that_is_nowhere_fails_and_is_tried_again(quiet, case):
    missing = hashlib.sha256(b"lost").hexdigest()
    with pytest.raises(ClientError, match="NoSuchKey"):
        papers.bind(FAMILY.id, [missing], case.id)
