"""A WSGI application on a loopback port: how simulators of partners are reached over HTTP.

Requests run on threads that the sandbox's clock does not know. Whoever asks is busy meanwhile, so
time stands still while a simulator answers; one that is slow lends its caller's time to the clock.
"""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from werkzeug.serving import WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class _Quiet(WSGIRequestHandler):
    """Keeps connections open, and writes no line for a request: addresses may carry secrets."""

    protocol_version = "HTTP/1.1"

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
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        over.set()
        socket.create_connection(("127.0.0.1", server.server_port)).close()  # it waits for one
        thread.join()
        server.server_close()
