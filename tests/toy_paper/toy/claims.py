"""The paper's claims."""

CLAIMS = ()
UNTESTED = ()
