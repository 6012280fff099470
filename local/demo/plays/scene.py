"""One case of the demo: its family, its clerks, and what is shown beside the events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

import urllib3

from chalicelib.domain.actors import Post
from chalicelib.domain.areas import county_of
from chalicelib.domain.dates import SHANGHAI, parse_instant
from chalicelib.domain.money import Fen
from chalicelib.policy import load_pack
from chalicelib.words import say
from local.demo.narrator import Narrator, Part
from local.population import personas
from local.town.clerks import Clerk
from local.town.client import LOOK_AGAIN, Client
from local.town.people import Citizen
from local.town.world import World

ANOTHER = "another account"
HTTP = urllib3.PoolManager()
SHOWN = 3
"""How many items of a silent department are named."""


def _shows(method: Callable[..., None]) -> Callable[..., None]:
    """What is there only to be shown: a scene without a narrator leaves it out."""

    @wraps(method)
    def shown(scene: Scene, *what: Any) -> None:
        if scene.narrator is not None:
            method(scene, *what)

    return shown


@dataclass(frozen=True)
class Scene:
    """One family's case, step by step; without a narrator nothing of it is shown."""

    world: World
    narrator: Narrator | None
    part: Part
    family: Citizen

    @_shows
    def says(self, what: str) -> None:
        """Show something."""
        assert self.narrator is not None
        self.narrator.says(self.part.number, what)

    def applies(self, without: tuple[str, ...] = ()) -> str:
        """The family sends its application in; answers the office that handles it."""
        receipt = self.family.apply_on_phone(without)
        if self.narrator is not None:
            self.narrator.link_case(self.part.number, self.family.case_id)
        for what in self.family.messages:
            self.says(f"手机提示：{what}")
        number = str(receipt["receipt"])
        self.says(f"回执 {_spaced(number)}，由{receipt['office_name']}办理")
        return str(receipt["office"])

    def clerk(self, office: str, post: Post = Post.CASE_WORKER, number: int = 0) -> Clerk:
        """Somebody who holds a post at an office, or at its county where it has nobody."""
        return Clerk(self.world, personas.at(office, post)[number])

    def county(self, office: str, post: Post = Post.CASE_WORKER) -> Clerk:
        """Somebody at the county of an office."""
        return self.clerk(county_of(office), post)

    def later(self, **length: float) -> None:
        """Some logical time passes."""
        self.world.clock.sleep_until(self.world.clock.now() + timedelta(**length))

    def accepts(self, clerk: Clerk) -> None:
        """The township accepts the application, every paper being there."""
        clerk.waits_for_task(self.family.case_id, "accept")
        clerk.does(self.family.case_id, "acceptance", decision="accept")

    def phones(self, clerk: Clerk, hardship: str) -> None:
        """The township phones the family back."""
        clerk.waits_for_task(self.family.case_id, "call_back")
        informed_of = ["rights", "duties", "missing_papers", "time_limits"]
        call = {"outcome": "reached", "hardship": hardship, "informed_of": informed_of}
        clerk.does(self.family.case_id, "call-back", **call)

    def visits(self, clerk: Clerk, colleague: Clerk, findings: str, **more: object) -> None:
        """Two people visit the family at home."""
        clerk.waits_for_task(self.family.case_id, "visit")
        clerk.visits(self.family.case_id, colleague.persona.userid, findings, **more)

    def gives_opinion(self, clerk: Clerk, decision: str, reason: str, **more: object) -> None:
        """The township's opinion on the report and the visit."""
        clerk.waits_for_task(self.family.case_id, "review")
        clerk.does(self.family.case_id, "opinion", decision=decision, reason=reason, **more)

    def decides(self, clerk: Clerk, decision: str, reason: str) -> None:
        """The county's decision."""
        clerk.waits_for_task(self.family.case_id, "confirm")
        clerk.does(self.family.case_id, "decision", decision=decision, reason=reason)

    @_shows
    def prints_report(self, clerk: Clerk) -> None:
        """Somebody of the staff prints the report for the file."""
        path = f"/v1/cases/{self.family.case_id}/report/pdf?purpose=review"
        printed = clerk.client.get(path)
        content = HTTP.request("GET", printed["url"]).data
        assert content.startswith(b"%PDF"), printed["state"]
        self.says(f"{clerk.persona.name}打印核对报告 {printed['name']}，装进案卷")

    def releases(self, clerk: Clerk, account: dict[str, str] | None = None) -> None:
        """A finance clerk looks at what waits, and releases it, maybe to another `account`."""
        while True:
            clerk.at_work()
            listed = clerk.client.get("/v1/releases")["releases"]
            waiting = [line for line in listed if line["state"] == "waiting"]
            if waiting:
                break
            self.world.clock.sleep_until(self.world.clock.now() + LOOK_AGAIN)
        for line in waiting:
            clerk.client.post(
                f"/v1/releases/{line['release_id']}/release",
                {
                    "decision": "release",
                    "reason": "电话核实，账户已更换" if account else "笔数与金额核对无误",
                    "count": line["count"],
                    "sum_fen": line["sum_fen"],
                    **({"account": account} if account else {}),
                },
            )
            amount = Fen(line["sum_fen"]).yuan
            what = f"{line['count']} 笔，共 {amount} 元"
            does = f"放款：{what}" if account is None else f"登记新账户，退回的 {what}待另一人放款"
            self.says(f"{clerk.persona.name}{does}")

    def waits_for_money(self, until: str = "credited_at") -> None:
        """The family looks every hour whether money has come, or has gone back."""
        while not any(p.get(until) for p in self.family.timeline()["payments"]):
            self.later(hours=1)

    def notices(self, area: str) -> list[dict[str, Any]]:
        """What anybody may read on the notice board of a village or community."""
        found: list[dict[str, Any]] = Client(self.world.url).get(f"/v1/notices/{area}")["notices"]
        return found

    @_shows
    def shows_report(self) -> None:
        """The household report: what is not verified, what is somebody else's, what differs."""
        report = self.family.case()["documents"]["report"]
        counted = say("report.counted", **report["coverage"])
        self.says(f"核对报告：共 {len(report['items'])} 项，{counted}")
        catalogue = load_pack("jilin-city").catalogue
        for one in report["open"]:
            words = {"not_verified": "未能核实", "mismatch": "答复的是他人，不作数"}
            items = "、".join(catalogue.items[item].zh for item in one["items"][:SHOWN])
            more = f"等 {len(one['items'])} 项" if len(one["items"]) > SHOWN else ""
            source = catalogue.by_code[one["source"]].zh
            self.says(f"  {source} · {items}{more}：{words[one['status']]}")
        for line in report["differences"]:
            self.says(
                f"  与申报不符：{say('figure.' + line['figure'])}，"
                f"申报 {_figure(line, 'declared')}，核对 {_figure(line, 'found')}"
            )

    @_shows
    def shows_assessment(self) -> None:
        """How the amount comes about, line by line, or which condition fails."""
        assessment = self.family.case()["documents"]["assessment"]
        for line in assessment.get("lines", []):
            self.says(f"  {line['text']}")
        for condition in assessment["conditions"]:
            if condition["status"] != "pass":
                self.says(f"  {condition['text']}（{condition['article']}）")

    @_shows
    def shows_letter(self, name: str) -> None:
        """A letter, as the family reads it."""
        for letter in self.family.letters():
            if letter["name"] == name:
                self.says(f"《{letter['title']}》")
                for line in letter["lines"]:
                    self.says(f"  {line}")

    @_shows
    def shows_payments(self) -> None:
        """Each payment with its three instants: decided, sent, credited."""
        for payment in self.family.timeline()["payments"]:
            amount = Fen(payment["amount_fen"]).yuan
            instants = "，".join(
                f"{word} {_clock(payment[name])}"
                for word, name in (
                    ("决定", "decided_at"),
                    ("发出", "sent_at"),
                    ("退回", "returned_at"),
                    ("到账", "credited_at"),
                )
                if payment.get(name)
            )
            self.says(f"  {payment['period']} {amount} 元：{instants}")


def _figure(line: dict[str, Any], side: str) -> str:
    value = int(line[side])
    return str(value) if line["figure"] == "businesses" else f"{Fen(value).yuan} 元"


def _clock(text: str) -> str:
    instant: datetime = parse_instant(text)
    return f"{instant.astimezone(SHANGHAI):%m-%d %H:%M}"


def _spaced(number: str) -> str:
    return " ".join(number[i : i + 4] for i in range(0, len(number), 4))
