"""The compiled engine needs Numba, the extra `fast`; without it there is nothing to test here."""

import importlib.util

collect_ignore_glob = [] if importlib.util.find_spec("numba") else ["test_*.py"]
