"""The phone finds which questions are asked by the same rule as the service."""

from __future__ import annotations

import json

from tests.browser.phone import ROOT

CASES = json.loads((ROOT / "tests/support/forms/conditions.json").read_text("utf-8"))
JUDGED = """async (cases) => {
  const { run } = await import('/phone/engine/scripts.js');
  const { evaluate } = run('api/form.js');
  const inside = (step, item, index, { day, root }) =>
    evaluate(step.steps, item, { day, root, index }).asked.map(
      ({ id }) => `${step.id}/${index}/${id}`);
  const all = ({ steps, answers, day }) => {
    const { asked, known } = evaluate(steps, answers, { day });
    return asked.flatMap((step) => [
      step.id,
      ...(step.steps.length ? answers[step.id] || [] : []).flatMap((item, index) =>
        inside(step, item, index, { day, root: known })),
    ]);
  };
  return cases.map(all);
}"""


def test_every_case_of_the_table_comes_out_alike(person):
    person.open()
    found = person.page.evaluate(JUDGED, CASES)
    wrong = {
        case["name"]: asked
        for case, asked in zip(CASES, found, strict=True)
        if asked != case["asked"]
    }
    assert wrong == {}
