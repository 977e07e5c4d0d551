"""Metrics, intervals, baselines, controls and claims on saved predictions."""
