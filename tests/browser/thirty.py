"""Thirty families of all kinds, what each does on its phone, and what staff find and decide.

A family acts by the API, as the mini program does. What staff do is fields of a form, by the task
on their list; a plan says it for the first times, and `USUAL` for all others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from local.population import families
from local.population.residents import Household, Relative, Resident, resident
from local.town.client import Client
from local.town.people import Citizen
from tests.browser.office import LAST
from tests.support.helping import Helper

SHANQIAN, TAISHAN = "220203007001", "220211001001"
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏"
REASON = "入户所见与申报一致，符合条件"
WHY_NOT = "人均月收入高于标准"
SEEN = {
    f"self_care.0.{item}": "true"
    for item in ("eating", "dressing", "getting_up", "toilet", "walking", "washing")
} | {"self_care.0.member": "0"}  # fmt: skip
WITH = {
    "shanqian1": "shanqian2",
    "shanqian2": "longtan2",
    "taishan1": "taishan2",
    "longtan": "longtan-leader",
    "longtan2": "longtan-leader",
    "longtan-leader": "longtan2",
}
"""Who goes along on a visit."""
CALLED = {
    "outcome": "reached", "hardship": "电话里说的与申报一致",
    "informed_of": ["rights", "duties", "missing_papers", "time_limits"],
}  # fmt: skip
DIED_ON = "2022-12-27"
USUAL = {
    "accept": {"decision": "accept"},
    "call_back": CALLED,
    "visit": {"findings": "家里的情况与申报一致"},
    "county_visit": {"findings": "县里入户所见属实"},
    "countersign": {"agrees": "true"},
    "county_countersign": {"agrees": "true"},
    "review": {"decision": "propose_grant", "reason": REASON},
    "propose": {"decision": "propose_refusal", "reason": WHY_NOT},
    "confirm": {"decision": "confirm", "reason": REASON},
    "decide": {"decision": "grant_urgent", "amount_fen": "1000", "reason": "住处失火，无处安身"},
    "post_review": {"outcome": "in_order", "reason": "手续已经补齐，核对未见异常"},
    "non_acceptance": {"decision": "confirm", "reason": "本人确实不再申请"},
    "consent": {"outcome": "left_unverified", "reason": "联系多次，没有来签"},
    "duplicate": {"outcome": "not_a_duplicate", "reason": "两家分开生活"},
    "confidential": {"decision": "keep_confidential", "reason": "情况属实"},
    "death_check": {
        "deaths.0.finding": "dead",
        "deaths.0.died_on": DIED_ON,
        "deaths.0.grounds": "入户核实，查看火化证明",
    },
    "death_decision": {"decision": "confirm", "reason": "材料齐全，情况属实"},
    "recheck": {"decision": "propose_end", "ground": "own_will", "reason": "找到工作，不再需要"},
    "benefit_decision": {"decision": "confirm", "reason": "本人自愿，情况属实"},
}
NO = [{"decision": "propose_refusal", "reason": WHY_NOT}]
DECLINES = [{"decision": "decline", "reason": WHY_NOT}]


@dataclass
class Plan:
    """What becomes of a family: `said` is what staff say at a task, at its first times, `else_`
    what a person does beside a task, by step; `acts` is what the family does at a stage, once;
    `only` is who alone does a task.

    It ends in one of the states `ends`, and where it is `paid`, its money is credited.
    """

    name: str
    household: Household
    ends: str = "receiving"
    paid: bool = True
    said: Mapping[str, list] = field(default_factory=dict)
    else_: Mapping[str, tuple] = field(default_factory=dict)
    acts: Mapping[str, Callable] = field(default_factory=dict)
    only: Mapping[str, str] = field(default_factory=dict)
    applies: Callable = lambda family: family.apply()
    family: Citizen | None = None

    def begins(self, town):
        """The family applies on its phone."""
        helped = self.name == "helped"
        maker = Helper if helped else Citizen
        self.family = maker(town, f"thirty-{self.name}", self.household)
        self.said = {task: [*said] for task, said in self.said.items()}
        self.else_, self.acts = dict(self.else_), dict(self.acts)
        self.applies(self.family)
        return self.family.case_id

    def fields(self, step, task, userid):
        """What somebody fills in at a step; None where it is left to another."""
        if self.only.get(task, userid) != userid:
            return None
        if step in self.else_:
            return self.else_[step][1]
        first = self.said.get(task)
        found = dict(first[0] if first else USUAL[task])
        if step in {"visit", "county-visit"}:
            found.setdefault("visitors", WITH[userid])
            found |= SEEN if self.household.scheme == "tekun" and step == "visit" else {}
        return found

    def was_said(self, step, task):
        """It is done: the next time something else is said."""
        if step in self.else_:
            del self.else_[step]
        elif self.said.get(task):
            del self.said[task][0]

    def beside(self, userid):
        """The steps that somebody is to take beside their tasks."""
        return [step for step, (who, _) in self.else_.items() if who == userid]

    def goes_on(self):
        """The family does what the stage asks of it."""
        if not self.acts:
            return
        timeline = self.family.timeline()
        asked = "correction" if any(one["name"] == "correction" for one in
                                    self.family.letters()) else ""  # fmt: skip
        for at in (timeline["stage"], asked):
            if at in self.acts:
                self.acts.pop(at)(self.family)


def _mother(number: int, area: str = SHANQIAN, with_: Resident | None = None) -> Household:
    """A mother with two children and little to live on; maybe `with_` a child of others."""
    name = SURNAMES[number]
    mother = resident(
        f"{name}素梅", f"19{75 + number % 20}-03-{1 + number % 30:02d}", 22,
        disability=("physical", 2), incomes={"maintenance": 50_000}, subsidy=16_000,
        deposits=185_000,
    )  # fmt: skip
    children = (
        resident(f"{name}小雨", f"2012-05-{1 + number % 30:02d}", 26, "child", student=True),
        resident(f"{name}小安", f"2015-09-{1 + number % 30:02d}", 31, "child", student=True),
    )
    everybody = (mother, *children, *([with_] if with_ else []))
    return replace(
        families.MOTHER_OF_TWO, registered_area=area, living_area=area, residents=everybody
    )


def _couple(number: int, declared: int = 2_000_000) -> Household:
    """Two who live on pensions, with a deposit of which they say more or less."""
    day = f"{1 + number % 28:02d}"
    residents = (
        resident(f"{SURNAMES[number]}德厚", f"1938-02-{day}", 15, married=True,
                 incomes={"pension": 100_000}, deposits=2_000_000),
        resident("甄玉芬", f"1940-11-{day}", 24, "spouse", married=True,
                 incomes={"pension": 90_000}),
    )  # fmt: skip
    area = {"registered_area": SHANQIAN, "living_area": SHANQIAN}
    return replace(
        families.RETIRED_COUPLE, residents=residents, deposits_fen=declared, **area
    )  # fmt: skip


def _charity() -> Household:
    return replace(families.CHARITY_MONEY, registered_area=SHANQIAN, living_area=SHANQIAN)


def _worker(number: int) -> Household:
    one = resident(f"{SURNAMES[number]}大勇", f"1981-07-{1 + number % 28:02d}", 33, deposits=35_000)
    return replace(families.INJURED_WORKER, residents=(one,), living_area=SHANQIAN)


def _alone(number: int, **more: object) -> Household:
    one = resident(f"{SURNAMES[number]}永福", f"1948-03-{1 + number % 28:02d}", 13)
    return replace(
        families.PAPER_MISSING, registered_area=SHANQIAN, living_area=SHANQIAN, residents=(one,),
        scheme="tekun", hardship="年老无依靠", **{"supporters": (), **more},
    )  # fmt: skip


SISTER = resident("车永芳", "1950-02-03", 22)
SUPPORTER = Relative(
    "sibling", 72, 0, name=SISTER.name, identity_number=str(SISTER.identity_number)
)


def _explains(**more: object) -> Callable:
    return lambda family: family.does("explanation", statement="以为不用填", **more)


def _disputes(family: Citizen) -> None:
    evidence = [family.uploads("医院证明")]
    family.does("explanation", statement="好心人捐给孩子做手术的", dispute=["deposits"],
                evidence=evidence)  # fmt: skip


def _sends_card(family: Citizen) -> None:
    papers = [one for one in family.form()["papers"] if one["kind"] == "identity_card"]
    family.uploads(f"{family.openid}/identity_card")
    family.does("correction", papers=papers)


def _completes(family: Citizen) -> None:
    """The rest that urgent aid asks for after the money."""
    family.proves(family.household.residents[0])
    family.does("correction", **family.afterwards())


def _is_objected_to(family: Citizen) -> None:
    """A neighbour says something about what is posted in the village."""
    area = family.household.registered_area
    neighbour = Citizen(family.world, "thirty-neighbour", families.FOUND_WORK).client
    surname = family.household.residents[0].name[0]
    posted = neighbour.get(f"/v1/notices/{area}")["notices"]
    notice = next(one for one in posted if one["surname"].startswith(surname))
    path = f"/v1/notices/{area}/{notice['id']}/objections"
    neighbour.post(path, {"statement": "她家有一辆车"})


def _withdraws(family: Citizen) -> None:
    family.does("withdrawal", reason="找到工作了")


def _reports_a_change(family: Citizen) -> None:
    family.does("reported-change", kind="own_will", words="找到了工作，下个月起不用再发")


def _dies(family: Citizen) -> None:
    """A funeral home tells of the younger child."""
    world, number = family.world, family.household.residents[2].identity_number
    body = world.departments.death_report("funeral", number, DIED_ON)
    Client(world.url).post("/v1/sources/funeral/deaths", body)


def _asks_again(family: Citizen) -> None:
    letter = next(one for one in family.letters() if one["name"] == "refused")
    family.does("reconsiderations", letter=letter["number"], statement="上个月就停工了")


def _with_help(family: Helper) -> None:
    family.helps()
    family.applies()


def _with_closed_account(family: Citizen) -> None:
    family.apply()
    family.world.bank.closed.add(family.account()["number"])


def _without(paper: str) -> Callable:
    return lambda family: family.apply(without=(paper,))


def _secretly(family: Citizen) -> None:
    family.apply(confidential=True)


ASKS = [{"decision": "ask_correction", "missing.0.paper": "identity_card",
         "missing.0.note": "请补充身份证的照片"}]  # fmt: skip
EXEMPTS = [{
    "decision": "propose_grant", "reason": "扣除专用捐款后符合条件",
    "exemptions.0.item": "deposits", "exemptions.0.amount_fen": "62000",
    "exemptions.0.reason": "社会捐款专用于手术", "exemptions.0.evidence": LAST,
}]  # fmt: skip
BACK = [{"decision": "send_back", "reason": "请核实住房情况"}]
UNREACHED = [{"outcome": "no_answer", "again_on": "2022-12-20"}]
EXCUSES = {
    "supporter": "100",
    "outcome": "cannot_be_reached",
    "reason": "村干部和派出所都没有其下落",
}


def plans() -> Iterator[Plan]:
    """Every family with what becomes of it."""
    yield Plan("shares-a-child", _mother(5, with_=_mother(1).residents[1]))
    for number in range(2):
        yield Plan(f"plain-{number}", _mother(number))
    yield Plan("child-dies", _mother(2), acts={"receiving": _dies})
    yield Plan(
        "wants-no-more", _mother(3), "ended", paid=False, acts={"receiving": _reports_a_change}
    )
    yield Plan("asks-again", _couple(4), "refused", paid=False, acts={"refused": _asks_again},
               said={"review": NO, "confirm": list(DECLINES)})  # fmt: skip
    yield Plan("called-twice", _mother(6), said={"call_back": UNREACHED})
    yield Plan("sent-back", _mother(7), said={"confirm": BACK})
    yield Plan("sent-back-then-no", _couple(8), "refused", paid=False,
               said={"review": NO, "confirm": BACK + DECLINES})  # fmt: skip
    yield Plan("relative-of-one", _mother(9))
    yield Plan("relative-of-both", _mother(10))
    yield Plan("objected-to", _mother(11), acts={"noticing": _is_objected_to})
    yield Plan("money-comes-back", _mother(12), applies=_with_closed_account)
    yield Plan("card-missing", _mother(13), said={"accept": ASKS}, acts={"correction": _sends_card},
               applies=_without("identity_card"))  # fmt: skip
    yield Plan("helped", _alone(14), applies=_with_help)
    yield Plan("tekun", _alone(15))
    yield Plan("tekun-supporter", _alone(16, supporters=(SUPPORTER,)),
               else_={"supporter-finding": ("shanqian1", EXCUSES)})  # fmt: skip
    for number in (17, 18):
        yield Plan(f"too-much-{number}", _couple(number), "refused", paid=False,
                   said={"review": NO, "confirm": list(DECLINES)})  # fmt: skip
    yield Plan("explained", _couple(19, 0), "refused", paid=False,
               said={"review": NO, "confirm": list(DECLINES)},
               acts={"explaining": _explains(complete=True)})  # fmt: skip
    yield Plan("silent", _couple(20, 0), "terminated", paid=False, said={"review": NO},
               else_={"termination": ("longtan", {"reason": "多次联系，不配合核对"})})  # fmt: skip
    yield Plan("disputed", _charity(), said={"review": EXEMPTS}, acts={"explaining": _disputes})
    for number in (21, 22):
        yield Plan(f"urgent-{number}", _worker(number), "closed", acts={"waiting": _completes})
    yield Plan("confidential", _mother(23), applies=_secretly)
    yield Plan("not-confidential", _mother(24), applies=_secretly, said={"confidential": [
        {"decision": "return_to_standard", "reason": "不属于需要保密的情形"}]})  # fmt: skip
    yield Plan("delegated", _mother(25, TAISHAN))
    yield Plan("township-too-small", _mother(26, TAISHAN), only={"review": "taishan2"}, said={
        "visit": [{"findings": "家里的情况与申报一致", "visitors": "taishan-leader"}]})  # fmt: skip
    yield Plan("withdrawn", _mother(27), "withdrawn", paid=False,
               acts={"noticing": _withdraws})  # fmt: skip
    yield Plan("not-wanted", _mother(28), "not_accepted", paid=False, said={"accept": [
        {"decision": "not_accept", "ground": "own_will", "reason": "本人不再申请"}]})  # fmt: skip
