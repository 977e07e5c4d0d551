"""The paper's claims."""

CLAIMS = ()
