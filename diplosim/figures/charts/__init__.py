"""Charts of many runs and of analyses."""
