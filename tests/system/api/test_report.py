"""The verification report as staff read it: one model, as JSON, page and PDF, every look kept."""

import base64
import io
import re

import pytest
from pypdf import PdfReader

from local.population.families import MOTHER_OF_TWO
from tests.system.api.conftest import ask
from tests.system.api.test_access import reads

MOTHER = MOTHER_OF_TWO.residents[0]
HELD = MOTHER.held


def report(stage, asker="same_office", form="", query="?purpose=review"):
    path = f"/v1/cases/{stage.mother.case_id}/report{form}{query}"
    return ask(stage.town, stage.tokens[asker], "GET", path)


def squeezed(text):
    return re.sub(r"\s", "", text)


def test_it_says_what_was_declared_and_found_and_what_both_mean(stage):
    status, entry, _ = report(stage)
    view = entry["report"]
    assert status == 200
    counts = view["coverage"]
    assert counts["asked"] == 3 * 275 == sum(counts.values()) - counts["asked"]
    assert view["declared_result"].startswith("符合最低生活保障条件")
    assert view["found_result"].startswith("符合最低生活保障条件")
    assert [one["name"] for one in view["members"]] == [
        one.name for one in stage.mother.household.residents
    ]
    assert re.fullmatch("[0-9a-f]{64}", view["digest"])


def test_it_names_every_source_and_every_item_that_was_found_with_its_day(stage):
    view = report(stage)[1]["report"]
    assert len(view["sections"]) == 28
    lines = [line for section in view["sections"] for line in section["lines"]]
    (subsidy,) = [
        line for line in lines if line["record_number"] == HELD["disability_subsidy_monthly"].record
    ]
    assert (subsidy["member"], subsidy["value"]) == (MOTHER.name, "160.00 元／月")
    assert {line["status"] for line in lines} == {"已核实"}
    assert {line["as_of"] for line in lines} == {"2022-12-19"}


def test_the_page_and_the_pdf_say_the_same_and_name_their_reader(stage):
    view = report(stage)[1]["report"]
    page, pdf = (report(stage, form=form)[1] for form in ("/page", "/pdf"))
    assert (page["media_type"], pdf["media_type"]) == (
        "text/html; charset=utf-8",
        "application/pdf",
    )
    html = squeezed(base64.b64decode(page["content"]).decode())
    sheets = PdfReader(io.BytesIO(base64.b64decode(pdf["content"]))).pages
    paper = squeezed("".join(sheet.extract_text() for sheet in sheets))
    for text in (
        view["number"],
        view["digest"],
        view["declared_result"],
        *(one["name"] for one in view["members"]),
        *(section["source"] for section in view["sections"]),
        "shanqian1",
    ):
        assert squeezed(text) in html
        assert squeezed(text) in paper
    assert f"第1页共{len(sheets)}页" in paper


def text_of(form, answer):
    """What a form of the report says, as text."""
    if not form:
        return str(answer)
    content = base64.b64decode(answer["content"])
    if form == "/page":
        return content.decode()
    return "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(content)).pages)


@pytest.mark.parametrize("form", ["", "/page", "/pdf"])
def test_without_a_purpose_every_form_shows_masked_names(stage, form):
    names = [one.name for one in stage.mother.household.residents]
    shown = squeezed(text_of(form, report(stage, form=form, query="")[1]))
    assert [name for name in names if name in shown] == []
    assert "乔*" in shown
    whole = squeezed(text_of(form, report(stage, form=form)[1]))
    assert names[0] in whole
    assert report(stage, form=form, query="?purpose=curiosity")[0] == 400


@pytest.mark.parametrize("form", ["", "/page", "/pdf"])
def test_every_look_is_kept(stage, form):
    looks = len(reads(stage))
    report(stage, form=form)
    assert len(reads(stage)) == looks + 1


def test_a_report_in_no_known_form_is_not_found(stage):
    assert report(stage, form="/fax")[0] == 404


def test_no_identity_number_is_on_it(stage):
    whole = (
        str(report(stage)[1]) + base64.b64decode(report(stage, form="/page")[1]["content"]).decode()
    )
    assert not any(one.identity_number in whole for one in stage.mother.household.residents)
