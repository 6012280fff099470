"""Somebody of the staff who works off a list in the browser: opens what is on it, takes the step
that the page of the case offers, fills in its form, and sends it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tests.browser.office import Office

STEPS = {
    # Where the step of a task is, below its case.
    "accept": "acceptance",
    "call_back": "call-back",
    "visit": "visit",
    "countersign": "countersignature",
    "county_visit": "county-visit",
    "county_countersign": "countersignature",
    "review": "opinion",
    "propose": "opinion",
    "confirm": "decision",
    "decide": "decision",
    "post_review": "post-review",
    "non_acceptance": "acceptance-decision",
    "duplicate": "duplicate-finding",
    "consent": "consent-finding",
    "confidential": "confidential-decision",
    "death_check": "death-check",
    "death_decision": "death-decision",
    "recheck": "benefit-review",
    "benefit_decision": "benefit-decision",
}
CASE = re.compile(r"(c[a-z2-7]{32})/([a-z_]+)")
LISTS = ("/desk?list=mine", "/desk?list=office")
ROWS = """rows => rows.map(row => ({
  href: row.querySelector('th a')?.getAttribute('href') || '',
  words: row.querySelector('th').innerText,
  task: row.querySelector('[name=tasks]')?.value || '',
}))"""
TASKS = """links => links.map(link => link.getAttribute('href').match(/tasks\\/([a-z_]+)\\/claim/))
  .filter(found => found).map(found => found[1])"""
"""The tasks that the page of a case offers to take."""
ANOTHER_ACCOUNT = {"account.bank": "吉林银行", "account.number": "6217000000000000001"}
"""What a family says on the phone, whose money came back."""
SIGNATURES = ("我的签名", "同事的签名", "家庭签名")


@dataclass(frozen=True)
class Line:
    """A line of a list: where it leads, what is to be done in words, and whose task it is."""

    href: str
    words: str
    task: str

    @property
    def case(self):
        """The case, and the name of the task; two empty texts for anything else."""
        found = CASE.fullmatch(self.task)
        return found.groups() if found else ("", "")


@dataclass
class Worker:
    """A member of staff by their WeCom user; `leaves` are tasks that they leave to others.

    `refused` is what a page offered and its form was refused for.
    """

    browser: object
    town: object
    userid: str
    leaves: frozenset = frozenset()
    refused: list = field(default_factory=list)
    done: int = 0

    def __post_init__(self):
        self.at = Office(self.browser, self.town)

    def works(self, plans):
        """Take every step on the own list for which the page offers a form; counts them."""
        self.at.signs_in_again(self.userid, LISTS[0])
        before, tried = -1, set()
        while self.done != before:
            before = self.done
            for line in self._lines():
                self.done += self._does(line, plans, tried)

    def _lines(self):
        """Every line of the own list and the office's, over all their pages, each once."""
        found = {}
        for path in LISTS:
            if self.at.page.url != self.town.url + path:  # else it was led here
                self.at.open(path)
            while True:
                rows = self.at.page.eval_on_selector_all("tbody tr", ROWS)
                found |= {(row["href"], row["words"]): Line(**row) for row in rows}
                more = self.at.page.get_by_role("link", name="下一页")
                if not more.count():
                    break
                more.click()
        return found.values()

    def _does(self, line, plans, tried):
        """Do what a line asks for, where the page offers it, and whatever of the case is one's own
        to do after that; how many steps. What was `tried` in vain is tried again after something
        was done in the case."""
        case_id, task = line.case
        if not case_id:
            return any(part in line.href and does(line) for part, does in self.others.items())
        tasks, done = [task], 0
        while tasks:
            task = tasks.pop()
            if task not in STEPS or task in self.leaves or (case_id, task) in tried:
                continue
            if self._takes_step(line, plans[case_id], task):
                tried -= {one for one in tried if one[0] == case_id}
                tasks, done = self.at.page.eval_on_selector_all("main a", TASKS), done + 1
            else:
                tried.add((case_id, task))
        return done

    def _takes_step(self, line, plan, task):
        if self.at.page.url.partition("?")[0] != self.town.url + line.href:
            self.at.open(line.href)
        for step in (*plan.beside(self.userid), STEPS[task]):
            link = self.at.page.locator(f"main a[href$='/{step}']")
            if not link.count():
                continue
            self.at.open(link.first.get_attribute("href"))
            fields = plan.fields(step, task, self.userid)
            if fields is None or not self._is_offered(fields):
                continue
            if step in {"visit", "county-visit"}:
                self._signs()
            if self._sends(fields, f"{plan.name} {step}"):
                plan.was_said(step, task)
                return True
        return False

    def _is_offered(self, fields):
        """Whether what somebody wants to decide can be chosen now."""
        chosen = fields.get("decision")
        return not chosen or bool(self.at.page.locator(f"[name=decision][value={chosen}]").count())

    @property
    def others(self):
        """What is done of a line that is no case's, by what its address has."""
        return {"/releases/": self._releases, "/reconsiderations/": self._answers}

    def _answers(self, line):
        """Say of a decision that it stands."""
        self.at.open(line.href)
        said = {"outcome": "upheld", "reason": "收入按规定计算，原决定无误"}
        return self._sends(said, line.words)

    def _releases(self, line):
        """Release what waits; of what came back, to the account that the family names."""
        self.at.open(line.href)
        fields = {"decision": "release", "reason": "笔数与金额核对无误"}
        if self.at.page.locator("[name='account.number']").count():
            fields |= ANOTHER_ACCOUNT
        return self._sends(fields, line.words)

    def opens(self, *links):
        """Sign in, and follow links by what they are called."""
        self.at.signs_in_again(self.userid)
        for name in links:
            self.at.press(name, role="link")

    def sends(self, fields):
        """Fill in the form of the page that is open, and send it."""
        assert self._sends(fields, self.at.page.title()), self.refused

    def _sends(self, fields, what):
        """Fill in the form of the page, and send it."""
        for name, value in fields.items():
            self.at.fills(name, value)
        self.at.page.locator("main form[method=post]:has([name=_key]) [type=submit]").last.click()
        said = self.at.page.get_by_role("status").filter(has_text=re.compile(r"已经"))
        refused = self.at.page.locator(".refused, main:has(h1):has(p.quiet:text('本次编号'))")
        said.or_(refused).first.wait_for()
        self.at.errors.clear()  # the browser notes a refusal
        if said.count():
            return True
        self.refused.append((self.userid, what, refused.first.inner_text()[:300]))
        return False

    def _signs(self):
        """Everybody signs with a hand of their own."""
        hand = 10 + sum(self.userid.encode()) % 17
        for number, name in enumerate(SIGNATURES):
            self.at.draws(name, hand + 20 * number)
