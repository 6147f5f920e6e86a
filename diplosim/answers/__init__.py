"""Answers that analyses leave in a results folder: asked by a command, or by a sweep that ends.

An *answer* is computed from the folder and holds its tables (``analysis/*.csv``) and figures (``figures/*``); `keep`
writes both. What a sweep asks of itself at its end is in :mod:`diplosim.answers.ending`.
"""

from diplosim.answers.boxes import Boxes, where_it_fails
from diplosim.answers.drivers import Drivers, what_drives_it
from diplosim.answers.ending import answer_all, is_answered
from diplosim.answers.histories import Repeated, repeat
from diplosim.answers.kept import Answer, Table, keep
from diplosim.answers.parts import Parts, which_part_does_it
from diplosim.answers.rivals import Rivals, how_choices_hold_up
from diplosim.answers.rules import Rules, under_every_rule

__all__ = [
    "Answer",
    "Boxes",
    "Drivers",
    "Parts",
    "Repeated",
    "Rivals",
    "Rules",
    "Table",
    "answer_all",
    "how_choices_hold_up",
    "is_answered",
    "keep",
    "repeat",
    "under_every_rule",
    "what_drives_it",
    "where_it_fails",
    "which_part_does_it",
]
