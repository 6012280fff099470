"""Where partners are asked: at their own addresses, or all of them at one in a training deployment.

Where the deployment is for training, no address of a real partner is used at all, whatever was
given: what is written there by invented families reaches nobody.
"""

from __future__ import annotations

from chalicelib.platform.runtime.settings import settings

AT_TRAINING = {
    "wechat_base_url": "/wechat",
    "wecom_base_url": "/wecom",
    "wecom_sign_in_url": "/wecom",
    "sources_base_url": "/sources",
}
"""Below which path of the training address each partner is played."""


def address(name: str) -> str:
    """The address of a partner, by the name of its setting."""
    training = settings().training_url
    return training.rstrip("/") + AT_TRAINING[name] if training else settings().need(name)
