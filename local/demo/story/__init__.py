"""The demo as one page that anybody may watch: a phone beside a clerk's desk, step by step."""

from local.demo.story.page import draw

__all__ = ["draw"]
