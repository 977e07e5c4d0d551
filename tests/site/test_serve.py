"""The server on its own and over a socket: bad files, bad callers, many at once; it goes on after each."""

from __future__ import annotations

import io
import socket
import threading
import time
import zipfile
from urllib.parse import quote

import pytest

from paper_repro.core.errors import UserError
from paper_repro.site.serve import limits, server
from paper_repro.site.serve.app import LONGEST_NAME, is_loopback
from paper_repro.site.serve.jobs import Jobs
from paper_repro.site.serve.listening import RATE, Ear
from tests.site.made import NETWORKS, wav


def hand_in(call, content, name="song.wav", model="loud"):
    return call("POST", f"/api/files?model={model}&name={name}", content, X_Paper_Repro="1")


def outcome(call, number):
    for _ in range(400):
        status, content = call("GET", f"/api/files/{number}")
        if status != 200 or content["state"] in ("done", "failed"):
            return status, content
        time.sleep(0.02)
    raise AssertionError("never heard")


def test_a_file_is_heard_over_time(served):
    status, job = hand_in(served, wav(3.0))
    assert status == 202
    _, content = outcome(served, job["id"])
    answer = content["answer"]
    assert answer["seconds"] == pytest.approx(3.0, abs=0.01)
    assert [tag["tag"] for tag in answer["tags"]] == ["quiet", "loud"]
    assert len(answer["tags"][0]["scores"]) == 3
    assert content["picture"].startswith("data:image/webp;base64,")
    assert list(served.jobs.folder.iterdir()) == []


def test_the_page_and_its_files(served):
    status, html = served("GET", "/")
    assert (status, "says how loud it is" in html) == (200, True)
    for name in ("style.css", "serve.js", "listen.js", "site.js", "theme.js", "icon.svg"):
        assert f"/static/{name}" in html or name == "listen.js"
        assert served("GET", f"/static/{name}")[0] == 200
    assert served("GET", "/api/models") == (
        200,
        [{"name": "loud", "group": "Networks of the test", "about": "says how loud it is"}],
    )


@pytest.mark.parametrize(
    "path",
    ["/static/../app.py", "/static/%2e%2e%2fapp.py", "/static/..%5capp.py", "//etc/passwd", "/api/files/../x", "/x"],
)
def test_no_path_leads_elsewhere(served, path):
    status, content = served("GET", path)
    assert status in (400, 404, 308, 405)
    assert "import" not in str(content)


def bomb():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.wav", bytes(20_000_000))
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("bomb.mp3", bomb(), "bomb.mp3"),
        ("text.wav", b"RIFF no sound at all", "text.wav"),
        ("../../etc/passwd", b"x", "etc/passwd"),
        ("<img src=x>.mp3", b"\x00" * 100, "<img src=x>.mp3"),
    ],
    ids=["a zip bomb", "a text", "a path", "a tag"],
)
def test_what_is_no_sound_is_said_by_its_name(served, name, content, said):
    status, job = hand_in(served, content, name.replace("<", "%3C").replace(">", "%3E").replace(" ", "%20"))
    assert status == 202
    _, content = outcome(served, job["id"])
    assert content["state"] == "failed"
    assert said in content["error"]
    assert str(served.jobs.folder) not in content["error"]
    assert outcome(served, hand_in(served, wav())[1]["id"])[1]["state"] == "done"


def test_too_long_a_sound_is_refused(served, monkeypatch):
    monkeypatch.setattr(limits, "MOST_SECONDS", 1.0)
    _, content = outcome(served, hand_in(served, wav(2.0))[1]["id"])
    assert "longer than" in content["error"]


def test_two_gigabytes_are_refused_before_they_are_sent(served):
    with socket.create_connection(("127.0.0.1", served.port), timeout=30) as caller:
        caller.sendall(
            b"POST /api/files?model=loud HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Paper-Repro: 1\r\n"
            b"Content-Length: 2147483648\r\n\r\n" + bytes(1000)
        )
        assert b" 413 " in caller.recv(1000).split(b"\r\n")[0]
    assert outcome(served, hand_in(served, wav())[1]["id"])[1]["state"] == "done"


def test_fifty_at_once_are_each_answered(served):
    found = []

    def one():
        status, content = hand_in(served, wav(1.0))
        found.append((status, content.get("id"), content.get("error", "")))

    threads = [threading.Thread(target=one) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 50
    taken = [number for status, number, _ in found if status == 202]
    refused = [error for status, _, error in found if status == 503]
    assert len(taken) + len(refused) == 50
    assert len(taken) >= limits.MOST_WAITING
    assert all("try again" in error for error in refused)
    assert all(outcome(served, number)[1]["state"] == "done" for number in taken)


def test_callers_that_hang_up_do_no_harm(served, monkeypatch):
    for sent in (
        b"POST /api/files?model=loud HTTP/1.1\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"\x16\x03\x01",
    ):
        with socket.create_connection(("127.0.0.1", served.port), timeout=30) as caller:
            caller.sendall(sent)
    with socket.create_connection(("127.0.0.1", served.port), timeout=30) as caller:
        caller.sendall(
            b"POST /api/files?model=loud HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Paper-Repro: 1\r\n"
            b"Content-Length: 5000\r\n\r\nhalf"
        )
    assert outcome(served, hand_in(served, wav())[1]["id"])[1]["state"] == "done"


def test_a_waiting_file_whose_page_is_gone_is_given_up(monkeypatch):
    begun, go_on = threading.Event(), threading.Event()

    def hear(job):
        begun.set()
        go_on.wait(10)
        job.answer = {}

    jobs = Jobs(hear)
    try:
        first = jobs.add("loud", "first", b"1")
        assert begun.wait(10)
        second = jobs.add("loud", "second", b"2")
        monkeypatch.setattr(limits, "PATIENCE", -1.0)
        third = jobs.add("loud", "third", b"3")
        assert jobs.get(second.number) is None
        assert not second.path.exists()
        monkeypatch.setattr(limits, "PATIENCE", 60.0)
        go_on.set()
        assert jobs.get(first.number) is first
        assert third.state in ("waiting", "working", "done")
    finally:
        go_on.set()
        jobs.close()


def test_other_sites_are_refused(served):
    assert served("GET", "/", Host="evil.example")[0] == 403
    assert served("GET", "/", Host="localhost:1")[0] == 200
    assert served("GET", "/", Host="[::1]:1")[0] == 200
    assert served("POST", "/api/files?model=loud", wav())[0] == 403  # no header: a form of another site
    assert hand_in(served, wav(), model="nonsense")[0] == 404
    assert hand_in(served, b"")[0] == 400


def test_only_the_loopback_is_this_machine_alone():
    assert [is_loopback(host) for host in ("127.0.0.1", "127.8.8.8", "::1", "localhost")] == [True] * 4
    assert [is_loopback(host) for host in ("0.0.0.0", "::", "192.168.1.1", "localhost.evil.example", "")] == [False] * 5


def test_a_defect_of_a_network_is_not_the_file_s(capsys):
    def broken(name):
        raise RuntimeError("a defect")

    jobs = Jobs(Ear(broken))
    try:
        job = jobs.add("loud", "song.wav", wav())
        for _ in range(400):
            if job.state == "failed":
                break
            time.sleep(0.02)
        assert "not of the file" in job.error
    finally:
        jobs.close()
    assert "a defect" in capsys.readouterr().err


def test_the_rate_is_that_of_no_less_than_a_compact_disc():
    assert RATE == 44_100


class Ended:
    """A server that ends as soon as it runs."""

    effective_port = 8123

    def run(self):
        pass

    def close(self):
        pass


@pytest.mark.parametrize(
    ("host", "warned"), [("127.0.0.1", False), ("::1", False), ("0.0.0.0", True), ("192.168.1.5", True)]
)
def test_another_address_than_the_loopback_is_said(monkeypatch, capsys, tmp_path, host, warned):
    asked = {}
    monkeypatch.setattr(server, "available", lambda runs: NETWORKS)
    monkeypatch.setattr(server.waitress, "create_server", lambda app, **options: asked.update(options) or Ended())
    server.serve(tmp_path, host, 0)
    said = capsys.readouterr()
    assert asked["host"] == host
    assert asked["max_request_body_size"] == limits.MOST_BYTES
    assert ("whoever reaches this machine may use it" in said.err) == warned
    assert f"serving on http://{'[::1]' if host == '::1' else host}:8123/" in said.out


def test_without_a_network_or_with_a_taken_port_it_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr(server, "available", lambda runs: {})
    with pytest.raises(UserError, match=r"no network to hear with: .*weights fetch"):
        server.serve(tmp_path, "127.0.0.1", 0)
    monkeypatch.setattr(server, "available", lambda runs: NETWORKS)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(UserError, match="cannot be listened on"):
            server.serve(tmp_path, "127.0.0.1", taken.getsockname()[1])


def test_a_name_of_any_length_and_script_is_a_name(served):
    name = "שלום 🎻 \u202e" + "x" * 400
    _, job = hand_in(served, b"no sound", quote(name))
    _, content = outcome(served, job["id"])
    assert content["name"].startswith("שלום 🎻 \\u202ex")
    assert len(content["name"]) == LONGEST_NAME
    assert content["name"] in content["error"]
