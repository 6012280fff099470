"""What a family is asked to hand in: nothing that a department can tell (57号, art. 10)."""

from datetime import date

import pytest

from chalicelib.domain.errors import Broken
from chalicelib.policy import load_pack
from tests.unit.policy.test_pack import loaded

DAY = date(2023, 1, 1)
PACKS = ("jilin-city", "chongqing")
SCHEMES = ("dibao", "tekun", "temporary_aid", "marginal", "rigid_expenditure")

SOURCE = """
[[source]]
code = "land_registry"
zh = "不动产登记"
en = "Land registry"
level = "city"
answers = "query"
signing = "hmac"
document = "d"
article = "1"
issued = 2022-01-01
fresh_days = 30
sensitivity = "personal"
papers = ["title_deed"]

[[source.items]]
code = "gardens"
zh = "园地"
en = "gardens"
type = "count"
unit = "gardens"
period = "moment"
figure = "gardens"
status = "proposed"

[[figure]]
code = "gardens"
meaning = "spending"
unit = "fen"
across = "sum"
declared = ["gardening"]
"""
ASKED = """
[[value]]
name = "papers.required"
from = 2022-01-01
unit = "paper"
amount = "title_deed"
document = "d"
article = "1"
issued = 2022-01-01
status = "enacted"
"""


@pytest.mark.parametrize("pack", PACKS)
def test_no_paper_is_asked_that_a_department_can_give(pack):
    held = load_pack(pack)
    asked = {value.amount for value in held.values if value.name == "papers.required"}
    assert {"household_register", "disability_certificate"} <= held.catalogue.papers.keys()
    assert asked.isdisjoint(held.catalogue.papers)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_card_is_shown_in_every_scheme(scheme):
    assert load_pack("jilin-city").parameters_on(DAY).papers(scheme) == ["identity_card"]


@pytest.mark.parametrize(
    ("spending", "asked"),
    [
        ([], False),
        (["medical"], False),
        (["medical", "education", "rehabilitation"], False),
        (["other"], True),
        (["medical", "other", "other"], True),
    ],
)
def test_receipts_are_asked_for_only_of_spending_that_no_department_knows(spending, asked):
    law = load_pack("jilin-city").parameters_on(DAY)
    papers = law.papers("rigid_expenditure", spending)
    assert papers == ["identity_card", *(["expense_receipt"] if asked else [])]
    assert law.papers("dibao", spending) == ["identity_card"]


def test_a_pack_that_asks_for_what_a_department_gives_is_not_loaded(tmp_path):
    with pytest.raises(Broken) as broken:
        loaded(tmp_path, SOURCE + ASKED)
    assert broken.value.code == "policy.paper_of_a_source"


def test_a_pack_that_asks_for_receipts_of_spending_that_a_department_reports_is_not_loaded(
    tmp_path,
):
    asked = ASKED.replace("title_deed", "expense_receipt")
    where = 'where = { spending = "gardening" }\n'
    with pytest.raises(Broken) as broken:
        loaded(tmp_path, SOURCE + asked.replace("document", f"{where}document"))
    assert broken.value.code == "policy.paper_of_a_source"
