"""桦甸市: a silent bank and somebody of the same name; the township lets the review lie."""

from __future__ import annotations

from chalicelib.domain.actors import Post
from local.demo.plays.scene import Scene


def play(scene: Scene) -> None:
    """Not verified and mismatch stand on the report; the superior must choose and say why."""
    office = scene.applies()
    clerk, colleague = scene.clerk(office), scene.clerk(office, number=1)
    scene.later(hours=1)
    scene.accepts(clerk)
    scene.phones(clerk, "丈夫重病，靠妻子打零工")
    scene.family.waits_for("reviewing")
    scene.shows_report()
    scene.later(hours=16)
    scene.visits(clerk, colleague, "丈夫卧床，家中无经营迹象，与同名企业负责人不是同一人")
    leader = scene.county(office, Post.LEADER)
    leader.waits_for_task(scene.family.case_id, "review")
    scene.says(f"审核逾期未办，上级{leader.persona.name}接手")
    leader.does(
        scene.family.case_id,
        "opinion",
        decision="propose_grant",
        reason="银行三次未答复，以入户所见和家庭承诺为准；同名企业另有其人，不予计入",
        accepts=[
            {"item": "deposits", "reason": "三次未答复，入户未见积蓄，家庭书面承诺"},
            {"item": "companies", "reason": "同名企业负责人另有其人，入户无经营迹象"},
        ],
    )
    scene.family.waits_for("noticing")
    scene.shows_assessment()
    scene.family.waits_for("confirming")
    scene.decides(scene.county(office), "confirm", "同意，银行存款列为待补核事项")
    scene.family.waits_for("receiving")
    scene.shows_letter("granted")
