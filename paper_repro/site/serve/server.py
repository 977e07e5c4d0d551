"""The server as a process: what it listens on, what it says, how it ends."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import waitress

from paper_repro.core.errors import UserError
from paper_repro.site.rendering import environment
from paper_repro.site.report import Site
from paper_repro.site.serve import limits
from paper_repro.site.serve.app import App, is_loopback
from paper_repro.site.serve.hearing import Offer, available, load
from paper_repro.site.serve.jobs import Jobs
from paper_repro.site.serve.listening import Ear


def serve(runs: Path, host: str, port: int) -> None:
    """Serves until it is interrupted.

    Raises:
        UserError: no network is at hand, or the address cannot be listened on.
    """
    networks = available(runs)
    if not networks:
        raise UserError(
            f"no network to hear with: python -m paper_repro weights fetch mtt_musicnn, or train one of a paper under "
            f"{runs}."
        )
    jobs = Jobs(Ear(lambda name: load(networks[name])))
    try:
        server = waitress.create_server(
            App(page(networks), networks, jobs, host),
            host=host,
            port=port,
            threads=limits.THREADS,
            connection_limit=limits.CONNECTIONS,
            max_request_body_size=limits.MOST_BYTES,
            ident=None,
        )
    except OSError as error:
        jobs.close()
        raise UserError(f"--host {host} --port {port}: cannot be listened on ({error.strerror or error}).") from None
    if not is_loopback(host):
        print(f"warning: listens on {host}: whoever reaches this machine may use it.", file=sys.stderr)
    shown = f"[{host}]" if ":" in host else host
    print(f"serving on http://{shown}:{server.effective_port}/ (Ctrl-C ends it)", flush=True)
    try:
        server.run()
    finally:
        server.close()
        jobs.close()


def page(networks: Mapping[str, Offer]) -> str:
    """HTML of the page."""
    groups: dict[str, dict[str, Offer]] = {}
    for name, offer in networks.items():
        groups.setdefault(offer.group, {})[name] = offer
    return environment(Site((), "")).get_template("serve.html").render(
        root="/", here="", groups=groups, megabytes=limits.MOST_BYTES // 2**20,
        minutes=int(limits.MOST_SECONDS // 60), description="Hear a file with a network, on this machine.",
    )  # fmt: skip
