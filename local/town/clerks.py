"""Clerks as they use the API: they look at their worklist, read, record and decide."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from chalicelib.domain.dates import WorkCalendar, day_of, start_of_day
from local.population.personas import Persona
from local.population.photos import photo
from local.town.client import LOOK_AGAIN, Client, uploaded
from local.town.world import World

DECISIONS = frozenset(
    {
        *(
            "acceptance",
            "acceptance-decision",
            "account-decision",
            "confidential-decision",
            "appraisal-plan",
            "appraisal",
            "opinion",
            "decision",
        ),
        *("post-review", "termination", "duplicate-finding", "consent-finding"),
        *(
            "late-answer-finding",
            "death-check",
            "death-decision",
            "benefit-review",
            "benefit-decision",
        ),
        *("visit", "self-care", "supporter-finding", "death-correction"),
    }
)
"""What staff do upon what they read; the rest only records that something happened."""
READS = timedelta(minutes=10)  # a clerk reads the file before doing anything to it
OPENS, CLOSES = timedelta(hours=9), timedelta(hours=17)


class Clerk:
    """A member of staff at their desk."""

    def __init__(self, world: World, persona: Persona) -> None:
        self.world = world
        self.persona = persona
        self.client = Client(world.url, self.sign_in)

    def sign_in(self) -> dict[str, Any]:
        """A session by WeCom's code."""
        return self.world.staff_session(self.persona.userid)

    def tasks(self) -> list[dict[str, Any]]:
        """The open tasks of the office, the most urgent first."""
        found: list[dict[str, Any]] = self.client.get("/v1/tasks")["tasks"]
        return found

    def waits_for_task(self, case_id: str, task: str) -> dict[str, Any]:
        """Look at the worklist every hour of the office's hours until the task is on it; read."""
        while True:
            self.at_work()
            for line in self.tasks():
                if (line["id"], line["task"]) == (case_id, task):
                    self.world.clock.sleep_until(self.world.clock.now() + READS)
                    return line
            self.world.clock.sleep_until(self.world.clock.now() + LOOK_AGAIN)

    def at_work(self) -> None:
        """Wait until the office is open."""
        clock = self.world.clock
        clock.sleep_until(office_hours(clock.now(), self.world.calendar))

    def does(self, case_id: str, what: str, **body: object) -> dict[str, Any]:
        """Record or decide something on a case; a decision is upon the case as it is read first."""
        if what in DECISIONS and "version" not in body:
            body["version"] = self.client.get(f"/v1/cases/{case_id}")["version"]
        answer: dict[str, Any] = self.client.post(f"/v1/cases/{case_id}/{what}", body)
        return answer

    def signed(self, case_id: str, *visitors: str) -> dict[str, Any]:
        """Who was there, with their signatures and the family's, uploaded by this clerk."""
        names = (*visitors, "family")
        *theirs, familys = [uploaded(self.client, photo(f"{case_id}/{one}")) for one in names]
        return {
            "visitors": [*visitors],
            "visitor_signatures": theirs,
            "family_signature": familys,
        }

    def visits(self, case_id: str, colleague: str, findings: str, **more: object) -> dict[str, Any]:
        """Record a home visit made with a colleague, who confirms it; both and the family sign."""
        signed = self.signed(case_id, self.persona.userid, colleague)
        self.does(case_id, "visit", findings=findings, **signed, **more)
        return countersigned(self.world, colleague, case_id)


def countersigned(world: World, colleague: str, case_id: str) -> dict[str, Any]:
    """A colleague says in the own session that they were at the visit."""
    client = Client(world.url, lambda: world.staff_session(colleague))
    path = f"/v1/cases/{case_id}"
    read = {"version": client.get(path)["version"]}
    answer: dict[str, Any] = client.post(f"{path}/countersignature", {"agrees": True, **read})
    return answer


def office_hours(now: datetime, calendar: WorkCalendar) -> datetime:
    """`now` if offices are open (nine to five on working days), else when they next open."""
    day = day_of(now)
    if calendar.is_working_day(day):
        start = start_of_day(day)
        if now < start + OPENS:
            return start + OPENS
        if now < start + CLOSES:
            return now
    return start_of_day(calendar.add_working_days(day, 1)) + OPENS
