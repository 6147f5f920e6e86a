"""The theory: pure functions, one file per mechanism, numbers in and numbers out."""
