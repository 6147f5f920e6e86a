"""``python -m diplosim``: the same commands as the console script."""

from diplosim.cli import main

if __name__ == "__main__":
    main()
