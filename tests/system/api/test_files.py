"""A file that a department leaves, and what the department finds beside it."""

from __future__ import annotations

from datetime import timedelta

from chalicelib.domain.actors import Post
from chalicelib.platform.aws import objects
from local.population import personas
from local.population.numbers import numbered
from local.town.client import Client

PLACE = "departments/agriculture/2022-12-20.csv"
QUARTER = timedelta(minutes=16)


def beside(town):
    """What the department reads beside its file, a quarter of an hour later."""
    town.clock.sleep_until(town.clock.now() + QUARTER)
    return objects.read(f"{PLACE}.faults.csv").decode("utf-8-sig")


def test_the_department_is_informed_beside_its_file_what_the_bureau_decided(town):
    town.clock.sleep_until(town.clock.now() + timedelta(days=1))
    objects.put(PLACE, f"身份证号,姓名\n{numbered('1950-01-01', 8)},某某\n行数,1\n".encode())
    assert "待民政部门确认" in beside(town)
    (officer,) = personas.at("220200000000", Post.LEADER)[:1]
    bureau = Client(town.url, lambda: town.staff_session(officer.userid))
    (line,) = [
        one["file"] for one in bureau.get("/v1/sources")["sources"] if one["code"] == "agriculture"
    ]
    decision = {"file": "2022-12-20.csv", "rows": line["rows"], "decision": "accept"}
    bureau.post(
        "/v1/department-files/agriculture/decision", decision | {"reason": "已电话核实，名单属实"}
    )
    assert "已采用，共 1 行" in beside(town)
    assert "待民政部门确认" not in beside(town)
