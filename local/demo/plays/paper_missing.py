"""龙潭区山前街道: a photo is missing; it is asked for once, before acceptance.

Its account turns out to be closed: the money comes back and is paid again to another.
"""

from __future__ import annotations

from chalicelib.domain.actors import Post
from local.demo.plays.scene import ANOTHER, Scene

CARD = "identity_card"


def play(scene: Scene) -> None:
    """Everything missing is asked for once; the paper comes, the application is accepted and
    granted."""
    office = scene.applies(without=(CARD,))
    clerk, colleague = scene.clerk(office), scene.clerk(office, number=1)
    case_id = scene.family.case_id
    scene.later(minutes=20)
    clerk.waits_for_task(case_id, "accept")
    missing = clerk.client.get(f"/v1/cases/{case_id}")["still_missing"]
    notes = {CARD: "请补充身份证的照片"}
    clerk.does(
        case_id,
        "acceptance",
        decision="ask_correction",
        missing=[{**one, "note": notes[one["paper"]]} for one in missing],
    )
    scene.shows_letter("correction")
    scene.later(minutes=40)
    papers = [paper for paper in scene.family.form()["papers"] if paper["kind"] == CARD]
    scene.family.uploads(f"{scene.family.openid}/{CARD}")
    scene.family.does("correction", papers=papers)
    scene.accepts(clerk)
    scene.phones(clerk, "视力一级残疾，无业，独自生活")
    scene.family.waits_for("reviewing")
    scene.later(hours=14)
    scene.visits(clerk, colleague, "独居，生活由邻居照应")
    scene.later(hours=24)
    scene.gives_opinion(clerk, "propose_grant", "情况属实")
    scene.family.waits_for("confirming")
    scene.decides(scene.county(office), "confirm", "符合条件")
    _is_paid_again(scene, office)


def _is_paid_again(scene: Scene, office: str) -> None:
    """The finance clerk asks for another account; the leader releases the money to it."""
    scene.world.bank.closed.add(scene.family.account()["number"])
    scene.waits_for_money("returned_at")
    scene.says("1 月的钱被银行退回：账户已销户；财务给家庭打电话，问到新的账户")
    scene.releases(scene.county(office, Post.FINANCE), scene.family.account(ANOTHER))
    scene.releases(scene.county(office, Post.LEADER))
    scene.waits_for_money()
    scene.shows_payments()
