"""船营区: withdrawn during the five hours; no department was asked."""

from __future__ import annotations

from local.demo.plays.scene import Scene


def play(scene: Scene) -> None:
    """The applicant finds work two hours after applying."""
    scene.applies()
    scene.later(hours=2)
    scene.family.does("withdrawal", reason="找到工作了，不再申请")
    scene.later(hours=6)
    asked = scene.world.departments.about(scene.family.case_id)
    scene.says(f"五小时过后，向各部门发出的查询：{len(asked)} 次")
