"""Nobody is whole on a page whose reader named no purpose, wherever a document names them."""

from __future__ import annotations

import json

from chalicelib.casefile.masking import masked
from tests.cases import member

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


def test_what_is_left_tells_people_and_accounts_apart():
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
