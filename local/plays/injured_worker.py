"""Lives in 昌邑区莲花街道, registered in 舒兰市: urgent aid, decided and paid the same day."""

from __future__ import annotations

from chalicelib.domain.actors import Post
from local.plays.scene import Scene

URGENT_FEN = 100_000


def play(scene: Scene) -> None:
    """Decided at once where he lives, paid before anything is verified, reviewed after."""
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
    scene.releases(scene.county(office, Post.FINANCE))
    scene.waits_for_money()
    scene.shows_payments()
    scene.family.waits_for("post_reviewing")
    scene.shows_report()
    clerk.waits_for_task(scene.family.case_id, "post_review")
    clerk.does(
        scene.family.case_id,
        "post-review",
        outcome="in_order",
        reason="核对未见异常，手续已补齐",
    )
