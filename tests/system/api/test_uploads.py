"""Whoever names a file uploaded it, whatever the route; and a signature is one person's."""

from __future__ import annotations

import copy

import pytest

from app import app
from chalicelib.domain.actors import Post
from chalicelib.platform.http import routes_of
from local.population import families
from local.population.personas import at
from local.population.photos import photo
from local.town.clerks import Clerk
from local.town.client import uploaded
from local.town.people import Citizen
from tests.system.api.scenes import alone, declined
from tests.system.api.test_self_care import faults

HEXADECIMAL = r"^[0-9a-f]{64}$"
NO_FILES = {
    "/v1/papers": {"/digest"},  # announces the file
    "/v1/cases": {"/consents/0/text_digest"},
    "/v1/cases/{case_id}/correction": {"/consents/0/text_digest"},
    "/v1/consents": {"/text_digest"},
    "/v1/identity-checks": {"/consent/text_digest"},
    "/v1/sources/{source}/answers": {"/signature"},  # a partner's HMAC
    "/v1/sources/{source}/deaths": {"/signature"},
}
"""What is written like the digest of a file and names none."""
INVENTED = "0" * 64


def digests(schema, whole, at=""):
    """The pointers to everything in a body that is written like a digest."""
    if "$ref" in schema:
        schema = whole["$defs"][schema["$ref"].rpartition("/")[2]]
    if schema.get("pattern") == HEXADECIMAL:
        yield at
    for one in schema.get("anyOf", ()):
        yield from digests(one, whole, at)
    if "items" in schema:
        yield from digests(schema["items"], whole, f"{at}/0")
    for name, one in schema.get("properties", {}).items():
        yield from digests(one, whole, f"{at}/{name}")


def named(route):
    schema = route.body.model_json_schema() if route.body else {}
    return {*digests(schema, schema)} - NO_FILES.get(route.path, set())


FILES = sorted((route.path, at) for route in routes_of(app) for at in named(route))


def township(stage):
    return Clerk(stage.town, at("220203007000", Post.CASE_WORKER)[0])


def visit(stage, **more):
    clerk = township(stage)
    signed = clerk.signed(stage.mother.case_id, "shanqian1", "shanqian2")
    photos = [uploaded(clerk.client, photo("the home"))]
    return clerk, signed | {"findings": "情况属实", "photos": photos} | more


def care(stage):
    clerk, body = visit(stage, self_care=[alone()], version=1)
    return clerk, {name: body[name] for name in body if name not in {"findings", "photos"}}


def county_visit(stage):
    clerk = Clerk(stage.town, at("220203000000", Post.CASE_WORKER)[1])
    signed = clerk.signed(stage.mother.case_id, clerk.persona.userid, "longtan-leader")
    return clerk, signed | {"findings": "属实", "photos": [uploaded(clerk.client, photo("home"))]}


def appraisal(stage):
    clerk = township(stage)
    people = [{"name": f"张{one}", "takes_part_as": "representative"} for one in "一二三四五"]
    votes = {"says_so": 5, "says_not": 0, "abstains": 0, "no_relatives": True, "version": 1}
    said = {"met_on": "2022-12-19", "participants": people, "findings": "属实"}
    return clerk, said | votes | {"photos": [uploaded(clerk.client, photo("appraisal"))]}


def guardian(family):
    one = families.FOUND_WORK.residents[0]
    return {
        "name": one.name, "identity_number": one.identity_number, "kinship": "relative",
        "phone": "13900000001", "members": [1], "certificate": family.uploads("certificate"),
    }  # fmt: skip


def application(stage):
    family = Citizen(stage.town, "new", families.RETIRED_COUPLE)
    form = family.filled_in()
    return family, form | {"guardians": [guardian(family)]}


def correction(stage):
    form = stage.mother.form()
    consents = [{**one, "signature": stage.mother.uploads("again")} for one in form["consents"]]
    papers = [{"kind": "evidence", "digest": stage.mother.uploads("more")}]
    body = {"papers": papers, "consents": consents, "guardians": [guardian(stage.mother)]}
    return stage.mother, body


def person(stage):
    one = stage.mother.household.residents[0]
    receipt = stage.mother.receipt["receipt"]
    return {"receipt": receipt, "name": one.name, "identity_number": one.identity_number}


def consent(stage):
    signed = {"signature": stage.mother.uploads("afar"), **stage.mother.text}
    return stage.mother, person(stage) | signed


def check(stage):
    clerk = township(stage)
    signed = {"signature": uploaded(clerk.client, photo("signed here")), **stage.mother.text}
    return clerk, person(stage) | {"document_kind": "identity_card", "consent": signed}


def explanation(stage):
    return stage.mother, {"statement": "见照片", "evidence": [stage.mother.uploads("shown")]}


def opinion(stage):
    exemption = {"item": "deposits", "amount_fen": 1, "reason": "社会捐款专用", "evidence": [""]}
    said = {"decision": "propose_grant", "reason": "情况属实", "exemptions": [exemption]}
    return township(stage), said | {"version": 1}


BODIES = {
    "/v1/cases": application,
    "/v1/cases/{case_id}/correction": correction,
    "/v1/consents": consent,
    "/v1/identity-checks": check,
    "/v1/cases/{case_id}/explanation": explanation,
    "/v1/cases/{case_id}/visit": visit,
    "/v1/cases/{case_id}/self-care": care,
    "/v1/cases/{case_id}/county-visit": county_visit,
    "/v1/cases/{case_id}/appraisal": appraisal,
    "/v1/cases/{case_id}/opinion": opinion,
}
"""For each route that names files: who asks, and a body whose every file was uploaded."""
OF_THE_CASE = {"/v1/cases/{case_id}/opinion"}
"""What names only what the case has already."""


def with_invented(body, pointer):
    """The body with a digest at a place that nobody uploaded anything under."""
    forged = copy.deepcopy(body)
    *above, last = [int(part) if part.isdigit() else part for part in pointer.split("/")[1:]]
    place = forged
    for part in above:
        place = place[part]
    place[last] = INVENTED
    return forged


@pytest.mark.parametrize(("path", "pointer"), FILES)
def test_what_nobody_uploaded_is_refused_by_every_route_that_names_files(stage, path, pointer):
    who, body = BODIES[path](stage)
    where = path.format(case_id=stage.mother.case_id)
    if path in OF_THE_CASE:
        refused = declined(who.client.post, where, with_invented(body, pointer))
        assert refused == (422, "approval.no_such_file")
        return
    errors = faults(who.client.post, where, with_invented(body, pointer))
    named_file = "signature" in pointer
    code = "form.signature" if named_file else "application.paper_not_uploaded"
    assert errors == [(pointer, code)]


def test_visitors_and_family_sign_each_for_themselves(stage):
    clerk, body = visit(stage)
    where = f"/v1/cases/{stage.mother.case_id}/visit"
    mine, hers = body["visitor_signatures"]
    errors = faults(clerk.client.post, where, body | {"visitor_signatures": [mine, mine]})
    assert errors == [("/visitor_signatures/1", "form.signature_of_two")]
    errors = faults(clerk.client.post, where, body | {"family_signature": hers})
    assert errors == [("/family_signature", "form.signature_of_two")]
