"""永吉县口前镇: 62,000 yuan on the account turn out to be charity money for an operation."""

from __future__ import annotations

from chalicelib.domain.actors import Post
from local.demo.plays.scene import Scene

FOUND_FEN = 6_200_000


def play(scene: Scene) -> None:
    """Disputed with evidence, asked again, exempted by a person with a reason, confirmed."""
    office = scene.applies()
    clerk, colleague = scene.clerk(office), scene.clerk(office, number=1)
    evidence = [scene.family.uploads("医院证明"), scene.family.uploads("募捐平台流水")]
    scene.later(hours=1)
    scene.accepts(clerk)
    scene.phones(clerk, "孩子等待手术，父亲一人工作")
    scene.family.waits_for("explaining")
    scene.shows_report()
    scene.later(hours=3)
    scene.family.does(
        "explanation",
        statement="这笔钱是好心人捐给孩子做手术的，已交医院预约，附证明。",
        dispute=["deposits"],
        evidence=evidence,
    )
    scene.family.waits_for("reviewing")
    scene.says("银行再次核对：存款属实，由人判断用途")
    scene.later(hours=13)
    scene.visits(clerk, colleague, "孩子住院待手术，募捐款专户存放")
    scene.later(hours=3)
    exemption = {
        "item": "deposits",
        "amount_fen": FOUND_FEN,
        "reason": "社会捐款专用于手术，不计入家庭财产",
        "evidence": evidence,
    }
    scene.gives_opinion(clerk, "propose_grant", "扣除专用捐款后符合条件", exemptions=[exemption])
    scene.family.waits_for("noticing")
    scene.shows_assessment()
    scene.family.waits_for("confirming")
    scene.decides(scene.county(office), "confirm", "同意豁免专用捐款，予以确认")
    scene.family.waits_for("receiving")
    scene.releases(scene.county(office, Post.FINANCE))
    scene.waits_for_money()
    scene.shows_payments()
