"""丰满区泰山街道: a couple on pensions, with a deposit that they did not declare; not confirmed."""

from __future__ import annotations

from local.demo.plays.scene import Scene


def play(scene: Scene) -> None:
    """Told what was found, explained, not agreed to, not confirmed; the letter says why."""
    office = scene.applies()
    clerk, colleague = scene.clerk(office), scene.clerk(office, number=1)
    scene.later(hours=1)
    scene.accepts(clerk)
    scene.phones(clerk, "两位老人靠养老金生活，每月药费较多")
    scene.family.waits_for("explaining")
    scene.shows_report()
    scene.later(hours=2)
    scene.family.does(
        "explanation",
        statement="存款是准备后事的钱，以为不用填。",
        dispute=[],
        evidence=[],
        complete=True,
    )
    scene.later(hours=16)
    scene.visits(clerk, colleague, "自有住房一套，两位老人生活能够自理")
    scene.later(hours=3)
    scene.gives_opinion(clerk, "propose_refusal", "人均月收入高于保障标准")
    scene.family.waits_for("proposing")
    scene.shows_assessment()
    clerk.waits_for_task(scene.family.case_id, "propose")
    clerk.does(
        scene.family.case_id,
        "opinion",
        decision="propose_refusal",
        reason="人均月收入 950 元，高于低保和低保边缘标准",
    )
    scene.decides(scene.county(office), "decline", "家庭人均月收入高于低保标准")
    scene.family.waits_for("refused")
    scene.shows_letter("refused")
