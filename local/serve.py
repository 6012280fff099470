"""The sandbox running in real time: the API, its personas, and a way to move time on.

At `/` is the page that asks who one is. Everything below `/sandbox` belongs to the sandbox,
everything below `/phone` to the phone in the browser, below `/wechat`, `/wecom` and `/sources` the
partners are played for a training deployment, everything else is the suite's own API.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from wsgiref.util import shift_path_info

from chalice.app import Chalice
from werkzeug import Request, Response
from werkzeug.http import http_date

from chalicelib.domain.dates import SHANGHAI
from chalicelib.domain.identity import on_resident_card
from local.cloud.api import gateway
from local.cloud.loopback import serving
from local.cloud.real_clock import RealClock
from local.entrance import authenticator, entrance
from local.entrance.entrance import Moved
from local.phone import files, wechat
from local.population import families, personas
from local.town.client import Declined
from local.town.people import Citizen
from local.town.towns import Towns
from local.town.world import World

DAY = timedelta(days=1).total_seconds()
LOOK = 0.2  # seconds between two looks whether another town is asked for
LONGEST = timedelta(days=31)  # as far as "to the next event" goes where nothing happens
MINIPROGRAM = Path(__file__).parent.parent / "miniprogram"
Answer = tuple[int, object]


class Front:
    """A WSGI application: `/sandbox` for who looks, `/phone` for who taps, the API for everybody.

    `miniprogram` is the folder of the mini program that the phone runs; `renewed` takes the town
    down and builds a new one.
    """

    def __init__(
        self,
        app: Chalice,
        town: World,
        clock: RealClock,
        miniprogram: Path = MINIPROGRAM,
        renewed: Callable[[], tuple[World, RealClock]] | None = None,
    ) -> None:
        self._miniprogram = miniprogram.resolve()
        self._api = gateway(app, self._invoke)
        self._moving = threading.Lock()
        self._happened: list[dict[str, str]] = []
        self._phones: dict[str, Citizen] = {}
        self._moved_last: Moved | None = None
        self._said = ""
        self._renewed = renewed
        self._enters(town, clock)

    def _enters(self, town: World, clock: RealClock) -> None:
        """Go on in a town in which nothing has happened yet."""
        self._town, self._clock = town, clock
        self._happened, self._phones, self._moved_last = [], {}, None
        town.sandbox.on_event(self._note)

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        """Answer a request."""
        request = Request(environ)
        room, _, path = request.path.strip("/").partition("/")
        if not room:
            return self._entrance(request)(environ, start_response)
        if room == "authenticator":
            page = authenticator.drawn(request.args.get("secret", ""), self._clock.now())
            return Response(page, content_type="text/html; charset=utf-8")(environ, start_response)
        partner = self._partners().get(room)
        if partner is not None:
            shift_path_info(environ)
            return partner(environ, start_response)
        if room == "phone":
            return self._phone(request, path)(environ, start_response)
        answer = self._own(request)
        if answer is None:
            return self._api(environ, self._dated(start_response))
        status, content = answer
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        return Response(text, status, content_type="application/json")(environ, start_response)

    def _dated(self, start_response: Any) -> Any:
        """API Gateway says when it answers: at the sandbox's time."""

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            dated = [*headers, ("Date", http_date(self._clock.now()))]
            return start_response(status, dated, *more)

        return start

    def _phone(self, request: Request, path: str) -> Response:
        if request.path == "/phone":  # its own files are named relative to the folder
            return Response(status=308, headers={"Location": "/phone/"})
        return files.answer(path, self._miniprogram)

    def _partners(self) -> Mapping[str, Callable[[Any, Any], Iterable[bytes]]]:
        """The partners as a training deployment asks for them (platform/partners/addresses.py)."""
        town = self._town
        return {"wechat": town.wechat, "wecom": town.wecom, "sources": town.departments}

    def _entrance(self, request: Request) -> Response:
        """The page that asks who one is, or what a button of it does; that leads back to it."""
        if request.method != "POST":
            said, self._said = self._said, ""
            page = entrance.drawn(self._town, self._clock.now(), self._moved_last, said)
            return Response(page, content_type="text/html; charset=utf-8")
        if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            return Response("not from this page", 403)
        do = _BUTTONS.get(request.form.get("do", ""))
        to = do(self, request.form) if do else "/"
        return Response(status=303, headers={"Location": to})

    def _enter(self, form: Mapping[str, str]) -> str:
        """Whoever comes to WeCom from now on is that member of staff."""
        if form.get("userid") not in {one.userid for one in personas.personas()}:
            return "/"
        self._town.wecom.person = form["userid"]
        return "/desk/sign-in?to=/desk"

    def _apply(self, form: Mapping[str, str]) -> str:
        """Let a family apply as its phone would."""
        name = form.get("family", "")
        if name in families.FAMILIES:
            try:
                receipt = self._family(name).apply()["receipt"]
                self._said = f"已经提交，回执号 {receipt}。现在由经办的街道（乡镇）受理"
            except Declined as declined:
                self._said = str(declined.problem["detail"])
        return "/"

    def _move_on(self, form: Mapping[str, str]) -> str:
        """Move time on."""
        self._moved(self._to_next_event if form["do"] == "to-the-next-event" else self._day)
        return "/"

    def _reset(self, _form: Mapping[str, str]) -> str:
        """Build another town in the place of this one."""
        if self._renewed:
            with self._moving:
                self._enters(*self._renewed())
            self._said = "已经清空，时间回到现在"
        return "/"

    def _day(self) -> None:
        self._clock.forward(DAY)

    def _invoke(self, name: str, event: dict[str, Any]) -> Any:
        """Time is moved on only between requests."""
        with self._clock.busy():
            return self._town.sandbox.invoke(name, event)

    def _own(self, request: Request) -> Answer | None:
        parts = request.path.strip("/").split("/")
        if parts[0] != "sandbox":
            return None
        if parts[1:2] == ["phone"] and len(parts) == 4:
            content = request.get_json(silent=True) or {}
            return wechat.answer(self._town, parts[2], parts[3], content)
        act = _ACTS.get("/".join(parts[1:2]))
        if act is None:
            return 404, {"try": [f"/sandbox/{name}".rstrip("/") for name in _ACTS]}
        try:
            return act(self, parts[2:])
        except Declined as declined:
            return declined.status, declined.problem

    def now(self, _rest: list[str]) -> Answer:
        """What time it is, who there is, and what can be asked of the sandbox."""
        return 200, {
            "now": _shown(self._clock.now()),
            "staff": [f"{p.userid} {p.name} {p.post} {p.office}" for p in personas.personas()],
            "families": list(families.FAMILIES),
            "sign_in": "curl -X POST <address>/sandbox/sign-in/<name>[/<another phone>]",
            "film": "curl -X POST <address>/sandbox/film/<family>/<member>[/<another phone>]",
            "move_time": ["/sandbox/to-the-next-event", "/sandbox/forward-one-day"],
            "openapi": "/openapi.json",
        }

    def sign_in(self, rest: list[str]) -> Answer:
        """A session of a persona, through WeChat or WeCom as everybody's.

        A second name is that of another phone of the family.
        """
        name = rest[0] if rest else ""
        if name in families.FAMILIES:
            return 200, self._family(*rest[:2]).sign_in()
        if name in {p.userid for p in personas.personas()}:
            return 200, self._town.staff_session(name)
        return 404, {"unknown": name}

    def form(self, rest: list[str]) -> Answer:
        """The application of a family as its phone would send it, its photos uploaded.

        Everybody who signs is filmed; from another phone of the family nobody is. A phone that
        takes photos which nobody can open takes them again when it is asked once more.
        """
        if not rest or rest[0] not in families.FAMILIES:
            return 404, {"families": list(families.FAMILIES)}
        family = self._family(*rest[:2])
        form = family.filled_in(films=len(rest) == 1)
        family.heic = False
        return 200, form

    def film(self, rest: list[str]) -> Answer:
        """Let a phone of a family film a member, by number: the proof of being the person."""
        if len(rest) < 2 or rest[0] not in families.FAMILIES:
            return 404, {"try": "/sandbox/film/<family>/<number of the member>/<phone>"}
        name, number, *phone = rest[:3]
        people = dict(enumerate(families.FAMILIES[name].residents))
        one = people.get(int(number)) if number.isascii() and number.isdigit() else None
        if one is None or not (one.identity_number and on_resident_card(one.identity_number)):
            return 404, {"filmed": [at for at, who in people.items() if who.identity_number]}
        return 200, self._family(name, *phone).proves(one)

    def next_event(self, _rest: list[str]) -> Answer:
        """Move on to the next instant at which anything happens to a case or to money."""
        return self._moved(self._to_next_event)

    def one_day(self, _rest: list[str]) -> Answer:
        """Move one day on, through everything that falls due meanwhile."""
        return self._moved(self._day)

    def _moved(self, move: Callable[[], None]) -> Answer:
        with self._moving:
            before, known = self._clock.now(), len(self._happened)
            move()
            happened = self._happened[known:]
            self._moved_last = Moved(before, self._clock.now(), happened)
        return 200, {"from": _shown(before), "to": _shown(self._clock.now()), "happened": happened}

    def _to_next_event(self) -> None:
        known, until = len(self._happened), self._clock.now() + LONGEST
        while len(self._happened) == known and self._clock.now() < until:
            self._clock.to_next_event()
        self._clock.forward(0)

    def _note(self, image: Mapping[str, Mapping[str, str]]) -> None:
        event = {name: image[name]["S"] for name in ("at", "kind", "id", "event")}
        self._happened.append(event)

    def _family(self, name: str, phone: str = "") -> Citizen:
        openid = f"openid-{name}-{phone}" if phone else f"openid-{name}"
        if openid not in self._phones:
            self._phones[openid] = Citizen(self._town, openid, families.FAMILIES[name])
        return self._phones[openid]


_ACTS: Mapping[str, Callable[[Front, list[str]], Answer]] = {
    "": Front.now,
    "sign-in": Front.sign_in,
    "form": Front.form,
    "film": Front.film,
    "to-the-next-event": Front.next_event,
    "forward-one-day": Front.one_day,
}


_BUTTONS: Mapping[str, Callable[[Front, Mapping[str, str]], str]] = {
    "enter": Front._enter,
    "apply": Front._apply,
    "to-the-next-event": Front._move_on,
    "forward-one-day": Front._move_on,
    "reset": Front._reset,
}
"""What the buttons of the first page do; each answers where it leads."""


def _shown(instant: datetime) -> str:
    return instant.astimezone(SHANGHAI).isoformat(" ", "seconds")


def run(
    app: Chalice,
    port: int,
    show: Callable[[str], None],
    over: threading.Event,
    miniprogram: Path = MINIPROGRAM,
) -> None:
    """Serve on loopback until `over` is set."""
    with Towns(app) as towns:
        front = Front(app, *towns.newest, miniprogram, towns.renewed)
        with serving(front, port) as url:
            show(f"救助沙箱在 {url}（数据在内存中，按 Ctrl-C 结束）")
            show("  在浏览器里打开它，选您是谁：家庭的手机、乡镇、县、资金发放、负责人")
            show(f"  curl {url}/sandbox")
            show(f"  curl -X POST {url}/sandbox/sign-in/mother_of_two")
            show(f"  curl {url}/openapi.json")
            while not over.wait(LOOK):
                towns.renew()
