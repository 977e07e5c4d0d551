"""Scores with their settings, intervals, trivial baselines, controls and verdicts on claims."""
