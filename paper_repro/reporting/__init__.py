"""Tables and figures, each with the numbers behind it and where they come from."""
