"""Nobody is whole on a page whose reader named no purpose, wherever a document names them."""

from __future__ import annotations

import json

import pytest

from chalicelib.case.masking import masked
from tests.support.cases import member

MOTHER = member("欧阳", "19850312", "applicant")
SON = member("田一", "20120312", "child")
BROTHER = member("阿依古丽·买买提", "19810505", "sibling", income_fen=3_000_000)
GUARDIAN = member("司马相如", "19550707", "other", kinship="grandparent", members=[1])
NEWBORN = {"name": "田小", "born": "2022-11-30", "no_number": "newborn", "relation": "child"}
ACCOUNT = {"bank": "吉林银行", "number": "6217000012345678", "holder": 0}
DOCUMENTS = {
    "application": {
        "members": [MOTHER, SON, NEWBORN],
        "supporters": [BROTHER],
        "guardians": [GUARDIAN | {"phone": "13900001234"}],
        "phone": "13800005678",
        "account": ACCOUNT,
        "hardship": "独自抚养两个孩子",
    },
    "account_change": {"account": ACCOUNT | {"number": "6222111122223333"}, "reason": "换卡"},
}
PEOPLE = (MOTHER, SON, BROTHER, GUARDIAN)


def test_members_relatives_guardians_phones_and_accounts_are_masked_alike():
    shown = json.dumps(masked(DOCUMENTS), ensure_ascii=False)
    whole = [one[field] for one in PEOPLE for field in ("name", "identity_number")]
    whole += ["田小", "2022-11-30", "13900001234", "13800005678", "00001234567", "6222111122223333"]
    assert [one for one in whole if one in shown] == []


def test_what_is_left_distinguishes_people_and_accounts():
    application = masked(DOCUMENTS)["application"]
    assert [one["name"] for one in application["members"]] == ["欧*", "田*", "田*"]
    assert application["supporters"][0]["identity_number"][-4:] == BROTHER["identity_number"][-4:]
    assert application["guardians"][0]["phone"] == "*******1234"
    assert application["phone"] == "*******5678"
    assert application["account"] == ACCOUNT | {"number": "****5678"}


def test_what_names_nobody_stays_as_it_is():
    application = masked(DOCUMENTS)["application"]
    assert application["hardship"] == "独自抚养两个孩子"
    assert application["supporters"][0]["income_fen"] == 3_000_000
    assert masked({"report": {"items": [{"item": "deposits", "value": 5}]}}) == {
        "report": {"items": [{"item": "deposits", "value": 5}]}
    }


def test_the_telephone_of_an_office_is_for_everybody_to_call():
    passing = {"passing": {"office": "南岭街道办事处", "telephone": "0431-88776655"}}
    assert masked(passing) == passing


CARD = "220201195001019020"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (CARD, "**************9020"),
        ("22020119500101902X", "**************902X"),
        ("22020119500101902ｘ", "**************902ｘ"),
        ("２２０２０１１９５００１０１９０２０", "**************９０２０"),
        ("220201 1950 0101 9020", "*****************9020"),
        ("220201-19500101-9020", "****************9020"),
        ("220201—19500101—9020", "****************9020"),
        ("220201\u200b195001019020", "***************9020"),
        ("2 2 0 2 0 1 1 9 5 0 0 1 0 1 9 0 2 0", "*" * 31 + " 2 0"),
        ("٢٢٠٢٠١١٩٥٠٠١٠١٩٠٢٠", "**************٩٠٢٠"),
        ("220201500101902", "***********1902"),  # the old number of fifteen digits
        ("USA310093031212", "***********1212"),
        ("usa 3100 9303 1212", "**************1212"),
        ("911101198503120121", "**************0121"),  # a foreigner's card of today
        ("H1234567801", "*******7801"),
        ("E12345678", "*****5678"),
        ("EA1234567", "*****4567"),
        ("13900001234", "*******1234"),
        ("139 0000 1234", "*********1234"),
        ("139-0000-1234", "*********1234"),
        ("+8613900001234", "+*********1234"),
        ("+86 139 0000 1234", "+************1234"),
        ("(139)0000-1234", "(*********1234"),
        ("139/0000/1234", "*********1234"),
        ("139·0000·1234", "*********1234"),
        ("139.0000.1234", "*********1234"),
        ("220201（19500101）9020", "****************9020"),
        ("220201/19500101/9020", "****************9020"),
        ("220201.19500101.9020", "****************9020"),
        ("0432-62041234", "*********1234"),
        ("(0432) 6204 1234", "(***********1234"),
        ("０４３２－６２０４１２３４", "*********１２３４"),
        ("01062041234", "*******1234"),
        ("+86 432 6204 1234", "+************1234"),
        ("6217000012345678", "************5678"),
        ("6217 0000 1234 5678", "***************5678"),
        ("6217 0000 1234 5678 901", "******************* 901"),
    ],
)
@pytest.mark.parametrize(
    "around", ["{}", "母亲证件号{}，卧病在床", "ID{}", "（{}）", "1、{}\n2、无"]
)
def test_a_number_in_a_text_is_masked_however_it_is_written(written, shown, around):
    if around == "ID{}" and written[0].isalpha():
        around = "ID {}"
    assert masked(around.format(written)) == around.format(shown)


def test_two_numbers_beside_each_other_are_both_masked():
    assert masked(f"{CARD} 13900001234") == "**************9020 *******1234"
    assert masked(f"13900001234、{CARD}") == "*******1234、**************9020"


@pytest.mark.parametrize(
    "text",
    [
        "2022-12-19 2023-01-03",
        "2022-12-19 09:00 至 2022-12-25",
        "2022-12-19T01:00:00Z",
        "每月1300.00元，共3人",
        "回执4070123456789",
        "220203007000",
        "每月1300.00/650.00元",
        "2022.12.19—2023.01.03，2022/12/19",
        "2022-03-15 2022-12-25",
        "a" * 20 + "13900001234" + "b" * 33,  # a digest
        "c234567abcdefghijklmnopqrstuvwxyz",  # an id of a case
        "",
    ],
)
def test_what_is_no_number_of_a_person_stays_as_it_is(text):
    assert masked(text) == text
