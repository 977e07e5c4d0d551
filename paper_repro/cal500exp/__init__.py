"""From music to semantics (Shan): emotion tags over the time of a track."""
