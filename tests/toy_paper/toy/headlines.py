"""The paper's headline claims."""

HEADLINES = ()
