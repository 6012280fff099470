"""The verification report as staff read it: one model, as JSON, page and PDF, every look kept."""

import base64
import io
import json
import re
from datetime import timedelta

import pytest
import urllib3
from botocore.client import BaseClient
from botocore.exceptions import ReadTimeoutError
from pypdf import PdfReader

from chalicelib.casefile import tasks
from local.population.families import MOTHER_OF_TWO
from tests.support.desk import Desk
from tests.system.api.conftest import ask
from tests.system.api.test_access import reads

MOTHER = MOTHER_OF_TWO.residents[0]
HELD = MOTHER.held


def report(stage, asker="same_office", form="", query="?purpose=review"):
    path = f"/v1/cases/{stage.mother.case_id}/report{form}{query}"
    return ask(stage.town, stage.tokens[asker], "GET", path)


def squeezed(text):
    return re.sub(r"\s", "", text)


def fetched(link):
    return urllib3.request("GET", link, retries=False)


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
    assert page["media_type"] == "text/html; charset=utf-8"
    assert pdf["state"] == "drawn"
    html = squeezed(base64.b64decode(page["content"]).decode())
    sheets = PdfReader(io.BytesIO(fetched(pdf["url"]).data)).pages
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
    if form == "/page":
        return base64.b64decode(answer["content"]).decode()
    pages = PdfReader(io.BytesIO(fetched(answer["url"]).data)).pages
    return "".join(sheet.extract_text() for sheet in pages)


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


# On paper: drawn by a function of its own.


@pytest.fixture
def slow(stage, monkeypatch):
    """The function *print* works longer than the API waits for it; `slow()` lets it come to its
    end."""
    waiting = []

    def never_waits(self, operation, params):
        if operation != "Invoke":
            return at_once(self, operation, params)
        waiting.append(json.loads(params["Payload"]))
        raise ReadTimeoutError(endpoint_url="print")

    at_once = BaseClient._make_api_call
    monkeypatch.setattr(BaseClient, "_make_api_call", never_waits)
    return lambda: [stage.town.sandbox.invoke("print", event) for event in waiting]


def test_the_link_saves_a_pdf_and_no_browser_keeps_it(stage):
    answer = report(stage, form="/pdf")[1]
    found = fetched(answer["url"])
    assert found.headers["Content-Type"] == "application/pdf"
    assert found.headers["Content-Disposition"] == f'attachment; filename="{answer["name"]}"'
    assert found.headers["Cache-Control"] == "private, no-store"
    assert "X-Amz-Expires=300" in answer["url"]


def test_what_is_still_being_drawn_is_asked_for_again_and_then_there(stage, slow):
    status, answer, _ = report(stage, form="/pdf")
    assert (status, answer["state"], answer["url"]) == (202, "being_drawn", "")
    token = stage.tokens["same_office"]
    assert ask(stage.town, token, "GET", answer["ask_again"])[0] == 202
    slow()
    status, drawn, _ = ask(stage.town, token, "GET", answer["ask_again"])
    assert (status, drawn["state"]) == (200, "drawn")
    assert "乔" in text_of("/pdf", drawn)


def test_a_sheet_of_somebody_else_is_not_found(stage, slow):
    again = report(stage, form="/pdf")[1]["ask_again"]
    slow()
    assert ask(stage.town, stage.tokens["same_office"], "GET", again)[0] == 200
    stage.town.clock.sleep_until(stage.town.clock.now() + timedelta(minutes=3))
    assert ask(stage.town, stage.tokens["county"], "GET", again)[0] == 404


def test_a_sheet_that_was_never_drawn_is_not_waited_for_for_ever(stage, slow):
    again = report(stage, form="/pdf")[1]["ask_again"]
    stage.town.clock.sleep_until(stage.town.clock.now() + timedelta(minutes=3))
    assert ask(stage.town, stage.tokens["same_office"], "GET", again)[0] == 404


@pytest.mark.parametrize("odd", ["x", "0" * 32, "../papers"])
def test_an_odd_number_of_a_sheet_is_not_found(stage, odd):
    assert report(stage, form="/pdf", query=f"?sheet={odd}")[0] == 404


def test_whoever_asks_is_told_that_drawing_failed_and_may_ask_again(stage, monkeypatch):
    def dies(_sheet):
        raise RuntimeError

    monkeypatch.setattr(tasks, "printed", dies)
    status, problem, headers = report(stage, form="/pdf")
    assert (status, problem["code"]) == (503, "function.failed")
    assert headers["Retry-After"] == "5"
    monkeypatch.undo()
    assert report(stage, form="/pdf")[0] == 200


def test_on_the_desk_a_report_is_printed_and_what_takes_long_is_fetched_a_moment_later(stage, slow):
    desk = Desk(stage.town)
    desk.signs_in("shanqian1")
    found = desk.get(f"/desk/cases/{stage.mother.case_id}/found?purpose=review")
    waits = desk.get(found.link("打印核对报告"))
    assert waits.status == 200
    assert "正在生成" in waits.text
    slow()
    assert fetched(desk.get(waits.link("取报告")).to).data.startswith(b"%PDF")


def test_no_identity_number_is_on_it(stage):
    whole = (
        str(report(stage)[1]) + base64.b64decode(report(stage, form="/page")[1]["content"]).decode()
    )
    assert not any(one.identity_number in whole for one in stage.mother.household.residents)
