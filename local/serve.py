"""The sandbox running in real time: the API, its personas, and a way to move time on.

Everything below `/sandbox` belongs to the sandbox, everything below `/phone` to the phone in the
browser, everything else is the suite's own API.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from chalice.app import Chalice
from werkzeug import Request, Response

from chalicelib.domain.dates import SHANGHAI
from chalicelib.domain.identity import on_resident_card
from chalicelib.platform.http import routes_of
from chalicelib.platform.runtime.clock import SystemClock
from local.cloud.api import gateway
from local.cloud.loopback import serving
from local.cloud.real_clock import RealClock
from local.phone import doors, files
from local.population import families, personas
from local.town.client import Declined
from local.town.people import Citizen
from local.town.world import World, world
from tools import openapi

DAY = timedelta(days=1).total_seconds()
LONGEST = timedelta(days=31)  # as far as "to the next event" goes where nothing happens
MINIPROGRAM = Path(__file__).parent.parent / "miniprogram"
Answer = tuple[int, object]


class Front:
    """A WSGI application: `/sandbox` for who looks, `/phone` for who taps, the API for everybody.

    `miniprogram` is the folder of the mini program that the phone runs.
    """

    def __init__(
        self, app: Chalice, town: World, clock: RealClock, miniprogram: Path = MINIPROGRAM
    ) -> None:
        self._app, self._town, self._clock = app, town, clock
        self._miniprogram = miniprogram.resolve()
        self._api = gateway(app, self._invoke)
        self._moving = threading.Lock()
        self._happened: list[dict[str, str]] = []
        self._phones: dict[str, Citizen] = {}
        town.sandbox.on_event(self._note)

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        """Answer a request."""
        request = Request(environ)
        room, _, path = request.path.strip("/").partition("/")
        if room == "phone":
            return self._phone(request, path)(environ, start_response)
        answer = self._own(request)
        if answer is None:
            return self._api(environ, start_response)
        status, content = answer
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        return Response(text, status, content_type="application/json")(environ, start_response)

    def _phone(self, request: Request, path: str) -> Response:
        if request.path == "/phone":  # its own files are named relative to the folder
            return Response(status=308, headers={"Location": "/phone/"})
        return files.answer(path, self._miniprogram)

    def _invoke(self, name: str, event: dict[str, Any]) -> Any:
        """Time is moved on only between requests."""
        with self._clock.busy():
            return self._town.sandbox.invoke(name, event)

    def _own(self, request: Request) -> Answer | None:
        parts = request.path.strip("/").split("/")
        if parts == ["openapi.json"]:
            return 200, openapi.document(routes_of(self._app))
        if parts[0] not in {"", "sandbox"}:
            return None
        if parts[1:2] == ["phone"] and len(parts) == 4:
            content = request.get_json(silent=True) or {}
            return doors.answer(self._town, parts[2], parts[3], content)
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
        return self._moved(lambda: self._clock.forward(DAY))

    def _moved(self, move: Callable[[], None]) -> Answer:
        with self._moving:
            before, known = self._clock.now(), len(self._happened)
            move()
            happened = self._happened[known:]
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
    clock = RealClock(SystemClock().now())
    with (
        world(app, clock) as town,
        serving(Front(app, town, clock, miniprogram), port) as url,
    ):
        show(f"救助沙箱在 {url}（数据在内存中，按 Ctrl-C 结束）")
        show(f"  手机：{url}/phone/")
        show(f"  工作台：{url}/desk")
        show(f"  curl {url}/sandbox")
        show(f"  curl -X POST {url}/sandbox/sign-in/mother_of_two")
        show(f"  curl {url}/openapi.json")
        over.wait()
