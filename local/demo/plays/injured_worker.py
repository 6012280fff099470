"""A fire in 昌邑区莲花街道, registered in 舒兰市: urgent aid, decided and paid the same day."""

from __future__ import annotations

from chalicelib.domain.actors import Post
from local.demo.plays.scene import Scene

URGENT_FEN = 100_000
CARD = "identity_card"


def play(scene: Scene) -> None:
    """Decided at once where it burnt, paid before anything else is asked, reviewed after."""
    office = scene.applies()
    clerk = scene.clerk(office)
    clerk.waits_for_task(scene.family.case_id, "decide")
    clerk.does(
        scene.family.case_id,
        "decision",
        decision="grant_urgent",
        amount_fen=URGENT_FEN,
        reason="住处失火，本人烧伤，当晚无处安身",
    )
    scene.family.waits_for("waiting")
    scene.says("钱先发；签字、户籍地和家庭情况过后再补")
    scene.family.proves(scene.family.household.residents[0])
    scene.family.does("correction", **scene.family.afterwards(without=(CARD,)))
    scene.releases(scene.county(office, Post.FINANCE))
    scene.waits_for_money()
    scene.shows_payments()
    scene.family.waits_for("post_reviewing")
    scene.shows_report()
    clerk.waits_for_task(scene.family.case_id, "post_review")
    missing = clerk.client.get(f"/v1/cases/{scene.family.case_id}")["still_missing"]
    notes = {CARD: "请补身份证的照片"}
    clerk.does(
        scene.family.case_id,
        "acceptance",
        decision="ask_correction",
        missing=[{**one, "note": notes[one["paper"]]} for one in missing],
    )
    scene.shows_letter("correction")
    scene.later(hours=3)
    card = {"kind": CARD, "digest": scene.family.uploads(f"{scene.family.openid}/{CARD}")}
    scene.family.does("correction", papers=[card])
    colleague = scene.clerk(office, number=1)
    colleague.waits_for_task(scene.family.case_id, "post_review")
    colleague.does(
        scene.family.case_id,
        "post-review",
        outcome="in_order",
        reason="核对未见异常，手续已补齐",
    )
