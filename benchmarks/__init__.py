"""Measurements that are not tests; each script runs from the repository root."""
