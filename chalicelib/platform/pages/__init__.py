"""Pages for people: every page is registered and answered here, and only here.

A capability has its pages in `pages.py` and their templates in `templates/`; `Pages` registers them
as data, with their audience and check, and a form names the route of the API to which it submits.
`install` leads the addresses below `/desk` to them. Pages, and what draws them, are loaded by the
first request for one: no worker and no request of the API loads them.
"""

from chalicelib.platform.pages.entry import install
from chalicelib.platform.pages.page import GoesWith, Page, Pages, Shown

__all__ = ["GoesWith", "Page", "Pages", "Shown", "install"]
