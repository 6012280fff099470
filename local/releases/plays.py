"""What is played to record a release: the demo, and the stages that it does not come to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from chalicelib.domain.actors import Post
from local.demo.plays import (
    charity_money,
    found_work,
    injured_worker,
    mother_of_two,
    paper_missing,
    retired_couple,
    same_name,
)
from local.demo.plays.scene import Scene
from local.population import families
from local.population.families import CHARITY_MONEY, INJURED_WORKER, MOTHER_OF_TWO, PAPER_MISSING
from local.population.residents import Household, resident
from local.releases import completing
from local.town.people import Citizen

ALONE = replace(
    PAPER_MISSING,
    residents=(resident("车永福", "1948-03-09", 13),),
    scheme="tekun",
    supporters=(),
    hardship="年老无依靠",
)
FROM_ELSEWHERE = replace(CHARITY_MONEY, registered_area="220102001001")  # 长春市南关区


@dataclass(frozen=True)
class RecordedPlay:
    """A family's case that is recorded, under the name of its file."""

    name: str
    household: Household = field(repr=False)
    play: Callable[[Scene], None] = field(repr=False)


def _is_passed_on(scene: Scene) -> None:
    """It belongs elsewhere; WeChat is down meanwhile, so that a note to the family is parked."""
    clerk = scene.clerk(scene.applies())
    scene.world.wechat.down = True
    scene.later(minutes=1)
    scene.world.wechat.down = False
    completing.ACTS["pass_on"](clerk, scene.family.case_id, {})


def _is_paid_again(scene: Scene) -> None:
    """A paper is missing, and the money comes back: both as in the demo, by one family alone."""
    scene.world.bank.closed.add(scene.family.account()["number"])
    scene.applies(without=(paper_missing.CARD,))
    scene.later(minutes=5)


def _is_not_accepted(scene: Scene) -> None:
    office = scene.applies()
    clerk, county = scene.clerk(office), scene.county(office)
    clerk.waits_for_task(scene.family.case_id, "accept")
    why = {"decision": "not_accept", "ground": "own_will", "reason": "本人来电表示不再申请"}
    clerk.does(scene.family.case_id, "acceptance", **why)
    county.waits_for_task(scene.family.case_id, "non_acceptance")
    completing.ACTS["non_acceptance"](county, scene.family.case_id, {})


def _is_terminated(scene: Scene) -> None:
    office = scene.applies()
    scene.family.waits_for("explaining")
    leader = scene.county(office)
    leader.at_work()
    leader.does(scene.family.case_id, "termination", reason="多次联系不上，不配合调查")


def _ends(scene: Scene) -> None:
    """A benefit that is received, of which something changes: it ends, after its notice."""
    scene.applies()
    completing.run_to_end(scene.world, scene.family)
    scene.later(days=3)
    scene.family.does("reported-change", kind="supporter", words="侄子接他同住")
    clerk = scene.clerk(str(scene.family.receipt["office"]))
    clerk.waits_for_task(scene.family.case_id, "recheck")
    why = {"decision": "propose_end", "ground": "supporter", "reason": "侄子赡养，已核实"}
    clerk.does(scene.family.case_id, "benefit-review", **why)
    completing.run_to_end(scene.world, scene.family)


def _takes_a_job(scene: Scene) -> None:
    """A benefit that is received, of a family whom a new job lifts over the line: a grace."""
    scene.applies()
    completing.run_to_end(scene.world, scene.family)
    scene.later(days=3)
    scene.family.does("reported-change", kind="income", words="在工厂找到了工作")
    clerk = scene.clerk(str(scene.family.receipt["office"]))
    clerk.waits_for_task(scene.family.case_id, "recheck")
    job = {"member": 0, "kind": "wage", "amount_fen": 900_000, "source": "工厂工资单"}
    found = {"incomes": [job | {"since": "2022-08-20"}]}
    why = {"decision": "propose_change", "found": found, "reason": "入户核实，情况属实"}
    clerk.does(scene.family.case_id, "benefit-review", **why)
    completing.run_to_end(scene.world, scene.family)


def _is_paid_late(scene: Scene) -> None:
    """The money is held first; then the bank says nothing, what nobody can book, the truth, and
    once more what nobody can book."""
    office = scene.applies()
    clerk = scene.clerk(office)
    clerk.waits_for_task(scene.family.case_id, "decide")
    why = {"amount_fen": injured_worker.URGENT_FEN, "reason": "住处失火，无处安身"}
    clerk.does(scene.family.case_id, "decision", decision="grant_urgent", **why)
    scene.later(hours=1)
    finance = scene.county(office, Post.FINANCE)
    finance.at_work()
    (line,) = finance.client.get("/v1/releases")["releases"]
    seen = {"count": line["count"], "sum_fen": line["sum_fen"]}
    held = {"decision": "hold", "reason": "账户尚待电话核实", **seen}
    finance.client.post(f"/v1/releases/{line['release_id']}/release", held)
    bank = scene.world.bank
    bank.silent = True
    scene.later(days=1)
    scene.releases(finance)
    scene.later(days=4)
    batch = bank.orders[-1].removeprefix("orders/").removesuffix(".csv")
    ((reference, entry),) = bank.ledger.items()
    less = {reference: replace(entry, amount_fen=entry.amount_fen - 1)}
    bank.silent = False
    bank.states(batch, less)
    scene.later(days=1)
    bank.states(batch, {reference: entry})  # its file is put right
    scene.later(days=1)
    bank.states(batch, less, number=2)
    scene.later(days=1)


def _is_reported(scene: Scene) -> None:
    """Somebody reports something; two officers look at it."""
    neighbour = Citizen(scene.world, scene.family.openid, scene.family.household).client
    complaint = {"area": scene.family.household.registered_area, "about": "村里的公示栏"}
    neighbour.post("/v1/complaints", complaint | {"statement": "公示没有贴满七天"})


PROGRAMME = (
    RecordedPlay("mother_of_two", MOTHER_OF_TWO, mother_of_two.play),
    RecordedPlay("retired_couple", families.RETIRED_COUPLE, retired_couple.play),
    RecordedPlay("injured_worker", INJURED_WORKER, injured_worker.play),
    RecordedPlay("same_name", families.SAME_NAME, same_name.play),
    RecordedPlay("charity_money", CHARITY_MONEY, charity_money.play),
    RecordedPlay("found_work", families.FOUND_WORK, found_work.play),
    RecordedPlay("paper_missing", PAPER_MISSING, _is_paid_again),
    RecordedPlay("ends", ALONE, _ends),
    RecordedPlay("takes_a_job", MOTHER_OF_TWO, _takes_a_job),
    RecordedPlay("from_elsewhere", FROM_ELSEWHERE, _is_passed_on),
    RecordedPlay("not_accepted", MOTHER_OF_TWO, _is_not_accepted),
    RecordedPlay("terminated", families.RETIRED_COUPLE, _is_terminated),
    RecordedPlay("paid_late", INJURED_WORKER, _is_paid_late),
    RecordedPlay("reported", MOTHER_OF_TWO, _is_reported),
)
