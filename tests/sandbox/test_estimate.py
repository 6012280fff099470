"""`jiuzhu estimate` answers as the API does, and says what is wrong with a file."""

import json
from datetime import date

import pytest

from local.cli import main

OLD = {
    "area": "220203",
    "setting": "urban",
    "members": [{"relation": "applicant", "born": "1950-01-01"}],
    "incomes": [{"member": 0, "kind": "pension", "amount_fen": 20_000}],
    "property": {
        "deposits_fen": 0,
        "securities_fen": 0,
        "vehicles": 0,
        "houses": 1,
        "businesses": 0,
    },
}


@pytest.fixture
def file(tmp_path):
    def of(household):
        path = tmp_path / "household.json"
        path.write_text(json.dumps(household), encoding="utf-8")
        return str(path)

    return of


def test_a_file_that_an_editor_of_windows_wrote_is_read_too(tmp_path, capsys):
    path = tmp_path / "household.json"
    path.write_text(json.dumps(OLD), encoding="utf-8-sig")
    assert main(["estimate", str(path), "--on", "2024-01-01"]) == 0
    assert capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "pack", "text"),
    [
        (json.dumps(OLD).encode("utf-16-le"), "jilin-city", "不是 UTF-8 编码"),
        (json.dumps([OLD, OLD]).encode(), "jilin-city", "一次算一个家庭"),
        (json.dumps(OLD).encode(), "nowhere", "没有这个政策包：nowhere"),
    ],
)
def test_what_was_given_wrongly_is_said_in_plain_words(tmp_path, capsys, content, pack, text):
    path = tmp_path / "household.json"
    path.write_bytes(content)
    assert main(["estimate", str(path), "--pack", pack]) == 1
    assert text in capsys.readouterr().err


@pytest.mark.parametrize(("day", "fen"), [("2023-12-31", 40_000), ("2024-01-01", 46_000)])
def test_a_file_is_assessed_by_the_law_of_the_day(file, capsys, day, fen):
    assert main(["estimate", file(OLD), "--on", day, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert date.fromisoformat(answer["day"]) == date.fromisoformat(day)
    assert {one["scheme"]: one["amount_fen"] for one in answer["schemes"]}["dibao"] == fen


def test_people_read_what_they_may_have_what_is_missing_and_what_comes_next(file, capsys):
    assert main(["estimate", file(OLD), "--on", "2023-01-01"]) == 0
    text = capsys.readouterr().out
    assert "最低生活保障：符合条件 400.00 元" in text
    assert "特困供养：还不能判断" in text
    assert "家庭以外有没有依法应当赡养或抚养的亲属？有的，本人每年收入多少" in text
    assert "→ 已经符合低保，请申请低保。" in text
    assert text.rstrip().endswith("由乡镇（街道）核对后决定。")


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"setting": "moon"}, "/setting: 城镇或农村：请选择所列选项之一"),
        ({"area": "110101"}, "/area: 地区：没有查到所选地区在所选日期的保障标准"),
        ({"members": OLD["members"] * 2}, "/members/1/relation: 与申请人的关系（家庭成员 2）："),
        (
            {"incomes": [{**OLD["incomes"][0], "period": "once", "received": "2023-01-02"}]},
            "/incomes/0/received: 收到日期（收入 1）：这个日期还没有到，请更正",
        ),
    ],
)
def test_what_is_wrong_with_a_file_is_said_with_the_field(file, capsys, change, where):
    assert main(["estimate", file({**OLD, **change}), "--on", "2023-01-01"]) == 1
    assert where in capsys.readouterr().err


def test_a_file_that_is_not_there_is_named(tmp_path, capsys):
    assert main(["estimate", str(tmp_path / "none.json")]) == 1
    assert "none.json：打不开，没有这个文件" in capsys.readouterr().err


def test_what_is_no_json_or_not_utf8_is_said_without_a_field(tmp_path, capsys):
    given = tmp_path / "given.json"
    given.write_text("{", encoding="utf-8")
    assert main(["estimate", str(given)]) == 1
    assert capsys.readouterr().err.startswith("文件不是有效的 JSON")
    given.write_bytes(json.dumps({"household": "一户人家"}, ensure_ascii=False).encode("gbk"))
    assert main(["estimate", str(given)]) == 1
    assert "选择 UTF-8 保存" in capsys.readouterr().err


def test_a_day_that_does_not_exist_is_said_to_be_none(file, capsys):
    with pytest.raises(SystemExit):
        main(["estimate", file(OLD), "--on", "2026-02-30"])
    assert "2026-02-30 不是一个日期" in capsys.readouterr().err


def test_another_city_is_another_pack(file, capsys):
    there = {**OLD, "area": "500106", "supporters": []}
    assert (
        main(["estimate", file(there), "--on", "2023-01-01", "--pack", "chongqing", "--json"]) == 0
    )
    answer = json.loads(capsys.readouterr().out)
    assert {one["scheme"]: one["amount_fen"] for one in answer["schemes"]}[
        "dibao"
    ] == 58_900  # 517 + 71.70, paid in whole yuan
