"""龙潭区山前街道: a mother of two with a disability, from her phone to January's money."""

from __future__ import annotations

from chalicelib.domain.actors import Post
from local.demo.plays.scene import Scene


def play(scene: Scene) -> None:
    """Accepted, phoned back, verified, visited, assessed, noticed, confirmed, paid."""
    is_granted(scene)
    office = scene.family.receipt["office"]
    scene.prints_report(scene.county(office))
    scene.releases(scene.county(office, Post.FINANCE))
    scene.waits_for_money()
    scene.shows_payments()


def is_granted(scene: Scene) -> None:
    """Everything but the money."""
    office = scene.applies()
    clerk, colleague = scene.clerk(office), scene.clerk(office, number=1)
    scene.later(minutes=30)
    scene.accepts(clerk)
    scene.later(hours=1)
    scene.phones(clerk, "本人肢体二级残疾，独自带两个孩子，每月抚养费五百元，再无其他收入")
    scene.family.waits_for("reviewing")
    scene.shows_report()
    scene.later(hours=17)
    scene.visits(clerk, colleague, "租住一居室，家具简陋；两个孩子在读；残疾证与本人相符")
    scene.later(hours=24)
    scene.gives_opinion(clerk, "propose_grant", "家庭情况与申报、核对和入户所见一致")
    scene.family.waits_for("noticing")
    scene.shows_assessment()
    _shows_notice(scene)
    scene.family.waits_for("confirming")
    scene.decides(scene.county(office), "confirm", "符合最低生活保障条件")
    scene.family.waits_for("receiving")
    scene.shows_letter("granted")


def _shows_notice(scene: Scene) -> None:
    """What anybody may read at the village's notice board for seven days."""
    area = scene.family.household.registered_area
    for notice in scene.notices(area):
        scene.says(
            f"公示：{notice['surname']}，{notice['members']} 人，"
            f"{notice['amount_fen'] // 100} 元/月，至 {notice['until'][:10]}"
        )
