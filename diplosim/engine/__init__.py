"""The compiled engine: the same rules over arrays of runs."""
