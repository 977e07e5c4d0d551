"""What the server takes, and how long it keeps it."""

from __future__ import annotations

#: Bytes of a file, seconds of its sound.
MOST_BYTES = 64 * 1024 * 1024
MOST_SECONDS = 600.0
#: Files that wait while one is heard; more are told to come back.
MOST_WAITING = 8
#: Answers kept, and seconds for which one is.
MOST_KEPT, KEPT_SECONDS = 32, 900.0
#: Seconds without a question after which a waiting file is given up: its page has been closed.
PATIENCE = 60.0
#: Networks kept in memory.
MOST_NETWORKS = 2
#: Connections at a time, and threads that answer them: hearing has a thread of its own.
CONNECTIONS, THREADS = 100, 8
