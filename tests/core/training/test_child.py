"""A call in a process of its own."""

import os
import signal

import pytest

from paper_repro.core.errors import UserError
from paper_repro.core.training.child import Died, apart


def work(what, tell):
    tell("process", os.getpid())
    print("this is no answer")
    if what == "dies":
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "speaks":
        return os.environ.get("SAID_TO_IT"), os.environ["PATH"]
    if what == "fails":
        raise UserError("no such device")
    return what


def test_it_returns_what_the_call_returns_and_tells_on_the_way():
    told = []
    assert apart(work, "well", tell=lambda *content: told.append(content)) == "well"
    ((word, process),) = told
    assert word == "process"
    assert process != os.getpid()


def test_it_has_the_variables_of_this_process_and_those_it_is_given(monkeypatch):
    monkeypatch.setenv("SAID_TO_IT", "something else")
    said = apart(work, "speaks", tell=lambda *content: None, environment={"SAID_TO_IT": "go on"})
    assert said == ("go on", os.environ["PATH"])


def test_it_raises_what_the_call_raises():
    with pytest.raises(UserError, match="no such device"):
        apart(work, "fails", tell=lambda *content: None)


def test_a_death_is_told():
    with pytest.raises(Died):
        apart(work, "dies", tell=lambda *content: None)
