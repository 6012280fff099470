"""The finance clerk's desk: who sees what, who may decide, and what they must have seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.case import benefit
from chalicelib.case import case as cases
from chalicelib.directory import store as directory
from chalicelib.domain.actors import Post
from local.cloud.calls import OUTSIDE
from tests.conftest import CITY, COUNTY, staff
from tests.integration.payments.conftest import GRANTED_FEN, MACHINE, REASON, account_of
from tests.integration.payments.test_deaths import is_settled, is_told

ELSEWHERE = "220211000000"


@pytest.fixture
def line(county):
    """January's money of two families, waiting."""
    county.grants()
    county.grants()
    county.until("2023-01-01 10:00")
    (line,) = county.waiting()
    return line


def code(answer):
    return answer.status, answer.json.get("code")


def test_the_clerk_sees_each_line_masked(county, line):
    view = county.clerk().get(f"/v1/releases/{line['release_id']}").json
    assert len(view["lines"]) == 2
    assert {one["amount_fen"] for one in view["lines"]} == {GRANTED_FEN}
    assert {one["label"] for one in view["lines"]} == {"田*"}
    assert {one["account_tail"] for one in view["lines"]} == {"0001", "0002"}
    assert "田秀兰" not in str(view)
    assert account_of(1) not in str(view)


@pytest.mark.parametrize("by", ["county1", "town1", "city1", "elsewhere", "county2-as-clerk"])
def test_nobody_but_a_finance_clerk_of_the_county_sees_or_decides_it(county, line, by):
    posts = {"elsewhere": (ELSEWHERE, Post.FINANCE), "county2-as-clerk": (COUNTY, Post.LEADER)}
    if by in posts:
        office, post = posts[by]
        directory.save(directory.Staff(by, by, office, frozenset({post}), date(2020, 1, 1)))
    assert county.waiting(by) == []
    read = county.clerk(by).get(f"/v1/releases/{line['release_id']}")
    assert code(read) == (404, "payments.not_found")
    assert code(county.decide(line, by=by)) == (404, "payments.not_found")
    assert len(county.waiting()) == 1


def test_a_release_that_does_not_exist_looks_like_one_of_somebody_else(county):
    read = county.clerk().get("/v1/releases/" + "0" * 26)
    assert code(read) == (404, "payments.not_found")


@pytest.mark.parametrize("seen", [{"count": 1}, {"count": 3}, {"sum_fen": 2 * GRANTED_FEN - 1}])
def test_a_clerk_who_saw_another_count_or_sum_releases_nothing(county, line, seen):
    assert code(county.decide(line, **seen)) == (409, "payments.not_as_seen")
    assert len(county.waiting()) == 1


def test_the_same_decision_sent_twice_is_answered_twice_and_made_once(county, line):
    answers = [county.decide(line, key="key-of-a-tired-thumb") for _ in range(2)]
    assert [answer.status for answer in answers] == [200, 200]
    assert [release["state"] for release in county.rows("release")] == ["carried_out"]
    county.until("2023-01-02 10:00")
    assert len(county.bank.transfers) == 2
    county.settled()


def test_who_decides_second_is_refused(county, line):
    assert county.decide(line).status == 200
    assert code(county.decide(line, "hold", by="cash2")) == (409, "payments.not_now")
    county.until("2023-01-02 10:00")
    assert len(county.bank.transfers) == 2


def test_whoever_decided_and_works_elsewhere_since_reads_it_no_more(county, line):
    assert county.decide(line).status == 200
    path, was = f"/v1/releases/{line['release_id']}", directory.find("cash1")
    assert county.clerk().get(path).status == 200
    for moved in ({"office": ELSEWHERE}, {"posts": frozenset({Post.CASE_WORKER})}):
        directory.save(replace(was, **moved), was)
        assert code(county.clerk().get(path)) == (404, "payments.not_found")
        directory.save(was, replace(was, **moved))


def test_what_nobody_decided_in_time_is_escalated_to_the_leader_who_then_may(county, line):
    directory.save(
        directory.Staff("boss", "boss", COUNTY, frozenset({Post.LEADER}), date(2020, 1, 1))
    )
    assert county.waiting("boss") == []
    county.until("2023-01-06 10:00")
    (escalated,) = county.waiting("boss")
    assert {county.awaits(cases.load(id_)) for id_ in county.families} == {"late"}
    assert escalated["due"] > line["due"]
    assert county.decide(escalated, by="boss").status == 200
    county.until("2023-01-07 10:00")
    assert len(county.bank.transfers) == 2
    county.settled()


def test_the_most_urgent_comes_first(county):
    county.grants()
    county.until("2023-01-01 10:00")
    county.later(days=1)
    county.helps_at_once()
    dues = [line["due"] for line in county.waiting()]
    assert len(dues) == 2
    assert dues == sorted(dues)


def test_the_books_of_a_month_are_the_county_s_own(county, line):
    county.decide(line)
    county.until("2023-01-02 10:00")
    books = county.clerk().get(f"/v1/books/{COUNTY}/2023-01").json
    assert books["paid_fen"] == books["ordered_fen"] == 2 * GRANTED_FEN
    assert (books["returned_fen"], books["difference_fen"]) == (0, 0)
    for url in (f"{ELSEWHERE}/2023-01", f"{COUNTY}/2023-13", f"{COUNTY}/now"):
        assert code(county.clerk().get(f"/v1/books/{url}")) == (404, "payments.not_found")
    assert county.clerk("town1").get(f"/v1/books/{COUNTY}/2023-01").status == 404


def test_many_lines_come_in_pages(county, monkeypatch):
    from chalicelib.payments import store

    monkeypatch.setattr(store, "PAGE", 2)
    for _ in range(5):
        county.grants()
    county.until("2023-01-01 10:00")
    (line,) = county.waiting()
    seen, after = [], ""
    while after is not None:
        view = county.clerk().get(f"/v1/releases/{line['release_id']}?after={after}").json
        assert len(view["lines"]) <= 2
        seen += [one["reference"] for one in view["lines"]]
        after = view["next"]
    assert len(seen) == len(set(seen)) == 5


def test_the_api_writes_no_money(county, line):
    county.decide(line)
    written = {
        (use.action, use.resource) for use in county.sandbox.uses if use.function == "api_handler"
    }
    assert ("PutItem", "jiuzhu-cases") in written
    assert not {
        use for use in written if use[1] == "jiuzhu-money" and use[0] not in {"GetItem", "Query"}
    }


def test_only_the_reconciler_exchanges_files_with_the_bank(county, line):
    county.decide(line)
    county.until("2023-01-02 10:00")
    exchange = [
        use.function for use in county.sandbox.uses if use.resource.startswith("jiuzhu-exchange")
    ]
    assert set(exchange) == {"reconcile", OUTSIDE}  # outside: the bank itself


def test_no_name_and_no_account_stands_in_clear_in_a_table(county, line):
    from local.cloud import watch

    county.decide(line, reason="收款人田秀兰本人到场核对")
    county.until("2023-01-02 10:00")
    secrets = ["田秀兰", account_of(1), account_of(2)]
    texts = [text for _, text in watch.everything_stored(county.sandbox)]
    assert [text for text in texts if any(secret in text for secret in secrets)] == []


def test_money_is_released_only_a_short_while_after_signing_in(county, line):
    clerk = county.clerk()
    county.later(minutes=15)
    body = {"decision": "release", "reason": REASON} | {n: line[n] for n in ("count", "sum_fen")}
    url = f"/v1/releases/{line['release_id']}"
    assert clerk.get(url).status == 200  # reading what waits does not need it
    assert code(clerk.post(f"{url}/release", body)) == (401, "session.not_fresh")
    assert county.waiting()[0]["state"] == line["state"]
    stranger = county.clerk("county1")
    county.later(minutes=15)
    assert code(stranger.post(f"{url}/release", body)) == (404, "payments.not_found")
    assert county.decide(line).status == 200


def changes_benefit(county, case, by):
    """The county lets a benefit be less from the next month on."""
    less = {"benefit": benefit.changed(cases.load(case.id), county.now, 90_000, ())}
    for event, actor, documents in (
        ("tell_change", "town1", {"change": {"told": [{"kind": "income"}]}}),
        ("propose_change", "town1", {}),
        ("reckon_change", None, {}),
        ("change_benefit", by, less),
    ):
        county.happens(case, event, staff(actor) if actor else MACHINE, documents)


def test_whoever_decided_a_change_of_the_benefit_releases_none_of_its_money(county):
    case = county.grants()
    county.until("2023-01-01 10:00")
    county.releases_everything()
    county.until("2023-01-20 10:00")
    changes_benefit(county, case, by="county2")
    county.until("2023-02-01 10:00")
    (line,) = county.waiting("county2")
    assert line["sum_fen"] == 90_000
    refused = county.decide(line, by="county2")
    assert (refused.status, refused.json["code"]) == (409, "payments.four_eyes")
    assert county.decide(line).status == 200


def test_whoever_decides_after_the_lines_were_frozen_releases_none_of_that_money_either(county):
    cases_ = [county.grants(), county.grants()]
    county.until("2023-01-01 10:00")
    (line,) = county.waiting("county2")
    changes_benefit(county, cases_[0], by="county2")
    assert county.decide(line, by="county2").status == 200
    county.later(hours=3)
    assert [[p["state"] for p in county.payments(case)] for case in cases_] == [[], ["credited"]]
    (again,) = county.waiting("county2")
    assert code(county.decide(again, by="county2")) == (409, "payments.four_eyes")
    assert county.decide(again).status == 200
    county.later(hours=3)
    assert [p["state"] for p in county.payments(cases_[0])] == ["credited"]
    county.settled()


def test_whoever_decided_upon_a_death_releases_none_of_its_arrears(county):
    case = county.grants()
    county.until("2022-12-31 10:00")
    is_told(county, case, day=date(2022, 12, 30))
    county.until("2023-01-01 10:00")
    county.releases_everything()
    county.until("2023-01-02 10:00")
    is_settled(county, case, "alive", by="county2")
    county.later(minutes=40)
    (line,) = county.waiting("county2")
    refused = county.decide(line, by="county2")
    assert (refused.status, refused.json["code"]) == (409, "payments.four_eyes")
    county.releases_everything()
    county.later(hours=4)
    assert county.bank.paid_fen() == GRANTED_FEN
    county.settled()


def test_money_that_nobody_of_the_county_may_release_goes_to_the_leader_above(county, lines):
    """The one clerk settled what the bank said, the leader gave another account."""
    county.bank.silent = True
    county.grants()
    county.until("2023-01-01 10:00")
    county.releases_everything()
    county.later(hours=2)
    ((reference, _),) = county.bank.ledger.items()
    for gone in ("cash2", "county2", "city1"):
        directory.save(
            replace(directory.find(gone), until=date(2022, 12, 31)), directory.find(gone)
        )
    leads("boss", COUNTY)
    county.bank.states(county.batch, {reference: county.bank.send_back(reference)})
    county.bank.puts(county.batch, 2, b"nobody reads this")
    county.later(hours=2)
    (doubtful,) = county.doubtful()
    assert county.settles(doubtful).status == 200
    county.later(days=1)  # the run is looked at again in the morning
    (back,) = county.waiting("boss")
    assert code(county.decide(back)) == (409, "payments.four_eyes")
    given = {"account": {"bank": "农业银行", "number": account_of(7)}}
    assert county.decide(back, by="boss", **given).status == 200
    county.later(hours=1)
    (again,) = county.waiting("boss")
    for clerk in ("boss", "cash1"):
        assert code(county.decide(again, by=clerk)) == (409, "payments.four_eyes")
    assert '"code": "task.no_hands", "task": "release"' in "".join(lines)
    leads("chief", CITY)
    county.later(days=1)
    (above,) = county.waiting("chief")
    assert [one["release_id"] for one in county.waiting("cash1")] == [above["release_id"]]
    (case_id,) = county.families
    assert county.awaits(cases.load(case_id)) == "waiting"
    assert county.decide(above, by="chief").status == 200
    county.later(hours=2)
    assert {one.account for one in county.bank.ledger.values()} == {account_of(1), account_of(7)}
    assert (county.waiting("chief"), county.waiting("boss")) == ([], [])
    county.check()


def leads(id_, office):
    posts = frozenset({Post.LEADER})
    directory.save(directory.Staff(id_, id_, office, posts, date(2020, 1, 1)))
