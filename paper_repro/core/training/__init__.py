"""The run engine: one run is one folder."""
