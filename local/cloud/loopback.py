"""A WSGI application on a loopback port: how simulators of partners are reached over HTTP.

Requests run on threads that the sandbox's clock does not know. Whoever asks is busy meanwhile, so
time stands still while a simulator answers; one that is slow lends its caller's time to the clock.

Sockets and their headers took most of the time of a short request. So people who use the API of
this process, by `request`, hand theirs to its application on such a thread; everybody else, also
what the suite itself asks, goes over the wire.
"""

from __future__ import annotations

import io
import logging
import socket
import sys
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

import urllib3
from urllib3.util import Url, parse_url
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.test import run_wsgi_app

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


_MOST_AT_ONCE = 200
_BY_ITSELF = {"Accept-Encoding": "identity", "User-Agent": "sandbox"}
_pool = urllib3.PoolManager(maxsize=8, retries=False)
_served: dict[str, WSGIApplication] = {}
_threads = ThreadPoolExecutor(_MOST_AT_ONCE, "request")


class _Quiet(WSGIRequestHandler):
    """Keeps connections open, and writes no line for a request: addresses may carry secrets."""

    protocol_version = "HTTP/1.1"

    def send_response(self, code: int, message: str | None = None) -> None:
        """Begin an answer without the machine's date: the sandbox has a time of its own."""
        self.send_response_only(code, message)

    def log(self, type: str, message: str, *args: object) -> None:
        """Nothing."""


@contextmanager
def serving(application: WSGIApplication, port: int = 0) -> Iterator[str]:
    """Serve `application` on a loopback port until the end of the block; yields its address."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", port, application, threaded=True, request_handler=_Quiet)
    over = threading.Event()

    def serve() -> None:
        while not over.is_set():
            server.handle_request()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    _served[address] = application
    try:
        yield address
    finally:
        del _served[address]
        over.set()
        socket.create_connection(("127.0.0.1", server.server_port)).close()  # it waits for one
        thread.join()
        server.server_close()


def request(
    method: str, url: str, body: bytes | str | None = None, headers: Mapping[str, str] | None = None
) -> urllib3.BaseHTTPResponse:
    """What is answered to a request, as over the wire; redirects are not followed."""
    place = parse_url(url)
    application = _served.get(f"{place.scheme}://{place.netloc}")
    if application is None:
        return _pool.request(method, url, body=body, headers=headers, redirect=False)
    content = body.encode() if isinstance(body, str) else body
    environ = _environ(method, place, content, {**_BY_ITSELF, **(headers or {})})
    answered = _threads.submit(partial(run_wsgi_app, application, environ, buffered=True))
    given, status, said = answered.result()
    sent = BytesIO(b"".join(given))  # of bytes without content it would say that there are none
    return urllib3.HTTPResponse(sent, urllib3.HTTPHeaderDict(said.items()), int(status.split()[0]))


def _environ(
    method: str, place: Url, content: bytes | None, headers: Mapping[str, str]
) -> dict[str, Any]:
    """A request as a server hands it to its application."""
    environ = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(place.path or "/").decode("latin-1"),
        "QUERY_STRING": place.query or "",
        "REMOTE_ADDR": "127.0.0.1",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": str(place.port),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": place.netloc,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": place.scheme,
        "wsgi.input": io.BytesIO(content or b""),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    environ |= {f"HTTP_{name.upper().replace('-', '_')}": one for name, one in headers.items()}
    if content is not None:
        environ["CONTENT_LENGTH"] = str(len(content))
    if "HTTP_CONTENT_TYPE" in environ:
        environ["CONTENT_TYPE"] = environ.pop("HTTP_CONTENT_TYPE")
    return environ
