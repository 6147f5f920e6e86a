"""Robustness: how policies hold up across the samples of the assumptions, ``diplosim robustness``."""
