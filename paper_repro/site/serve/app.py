"""The server's answers: a page, a list of networks, files that are handed in, and what became of them."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from paper_repro.core.printable import printable
from paper_repro.site.serve import limits
from paper_repro.site.serve.hearing import Offer
from paper_repro.site.serve.jobs import Full, Jobs
from paper_repro.site.serve.listening import data_url

STATIC = Path(__file__).parent.parent / "static"
#: What is served besides the page: these files, whatever a path asks for.
FILES = {
    "style.css": "text/css",
    "theme.js": "text/javascript",
    "site.js": "text/javascript",
    "listen.js": "text/javascript",
    "serve.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
#: Sent with every answer: nothing on the page comes from elsewhere, and no other page may frame or read it.
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; media-src 'self' blob:; "
    "style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; form-action 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
#: A header that pages of other sites cannot send without asking first, which is never allowed here.
OWN = "X-Paper-Repro"
#: Characters of a file's name that are shown.
LONGEST_NAME = 300


@dataclass(frozen=True)
class App:
    """The WSGI application.

    Attributes:
        page: HTML of the page.
        networks: by the name under which a file is handed to one.
        jobs: the queue.
        host: the address that it listens on, by which it may be called besides those of the loopback.
    """

    page: str
    networks: Mapping[str, Offer]
    jobs: Jobs
    host: str = "127.0.0.1"

    def __call__(self, environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
        return self._answer(Request(environ))(environ, start_response)

    def _answer(self, request: Request) -> Response:
        if not self._called_by_name(request):
            # Another site whose name was pointed at this machine could otherwise read what is here.
            response = _error(403, "This server answers to localhost alone.")
        else:
            try:
                name, values = _ROUTES.bind_to_environ(request.environ).match()
                response = getattr(self, f"_{name}")(request, **values)
            except HTTPException as error:
                response = _error(error.code or 500, error.name)
        response.headers.update(HEADERS)
        return response

    def _called_by_name(self, request: Request) -> bool:
        host = request.host.rpartition(":")[0] if request.host.rpartition(":")[2].isdigit() else request.host
        return host == self.host or is_loopback(host.strip("[]"))

    def _index(self, request: Request) -> Response:
        return Response(self.page, mimetype="text/html")

    def _static(self, request: Request, name: str) -> Response:
        if name not in FILES:
            return _error(404, "No such file.")
        return Response((STATIC / name).read_bytes(), mimetype=FILES[name])

    def _models(self, request: Request) -> Response:
        offers = self.networks.items()
        return _json([{"name": name, "group": each.group, "about": each.label} for name, each in offers])

    def _hand_in(self, request: Request) -> Response:
        if request.headers.get(OWN) != "1":
            return _error(403, f"Files are taken from this server's own page; other programs send {OWN}: 1.")
        model = request.args.get("model", "")
        if model not in self.networks:
            return _error(404, f"No such network; there are {', '.join(self.networks) or 'none'}.")
        if request.content_length is None:
            return _error(411, "The file's length must be said.")
        if request.content_length > limits.MOST_BYTES:
            return _error(413, too_large())
        content = request.get_data(cache=False)
        if not content:
            return _error(400, "The file is empty.")
        try:
            job = self.jobs.add(model, printable(request.args.get("name", ""))[:LONGEST_NAME], content)
        except Full:
            response = _error(503, f"{limits.MOST_WAITING} files wait already; try again in a few seconds.")
            response.headers["Retry-After"] = "3"
            return response
        return _json({"id": job.number, "state": job.state, "before": self.jobs.place(job)}, 202)

    def _job(self, request: Request, number: str) -> Response:
        job = self.jobs.get(number)
        if job is None:
            return _error(404, "No such file; answers are kept for some minutes.")
        found: dict[str, Any] = {"id": number, "name": job.name, "state": job.state, "before": self.jobs.place(job)}
        if job.state == "failed":
            found["error"] = job.error
        if job.state == "done":
            found |= {"answer": job.answer, "picture": data_url(job.picture)}
        return _json(found)


_ROUTES = Map(
    [
        Rule("/", endpoint="index", methods=["GET"]),
        Rule("/static/<name>", endpoint="static", methods=["GET"]),
        Rule("/api/models", endpoint="models", methods=["GET"]),
        Rule("/api/files", endpoint="hand_in", methods=["POST"]),
        Rule("/api/files/<number>", endpoint="job", methods=["GET"]),
    ]
)


def is_loopback(host: str) -> bool:
    """Whether a name or address reaches this machine alone.

    Example:
        >>> [is_loopback(host) for host in ("localhost", "127.0.0.1", "::1", "0.0.0.0", "example.org")]
        [True, True, True, False, False]
    """
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def too_large() -> str:
    return f"The file is larger than {limits.MOST_BYTES // 2**20} MiB, the most that is taken."


def _json(content: Any, status: int = 200) -> Response:
    return Response(json.dumps(content), status, mimetype="application/json")


def _error(status: int, text: str) -> Response:
    return _json({"error": text}, status)
