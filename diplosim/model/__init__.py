"""The agent-based model: Mesa agents, and a month of health diplomacy from top to bottom."""

from importlib import import_module
from threading import Thread

# While it is imported, Mesa reads the source of all its callers, for the name of a logger; a thread has few of them.
_mesa = Thread(target=import_module, args=("mesa",))
_mesa.start()
_mesa.join()
