"""The allies' common posture: how far they restrain exercises and responses, by a rule of reciprocity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.rules import chance, posture

if TYPE_CHECKING:
    from diplosim.model.model import DiplomacyModel


class AlliedPosture:
    """Restraint in force, 0-1 (``g_post``), and the rung of the GRIT ladder."""

    def __init__(self, model: DiplomacyModel) -> None:
        self.model = model
        self.restraint = 0.0
        self.level = 0.0

    def start_month(self) -> None:
        """A rule that starts this month opens with its first move; without a rule there is no restraint."""
        levers = self.model.levers
        if levers.posture is None and not levers.grit:
            self.restraint = self.level = 0.0
        elif levers.posture_since == self.model.t:
            if levers.grit:
                self.level = posture.GRIT_START
                self.restraint = posture.g_post_of_grit(self.level, levers.posture_strength)
            else:
                self.restraint = posture.g_post_of(levers.posture_first, levers.posture_strength)

    def move(self, dprk_quiet: bool) -> None:
        """Choose next month's restraint in answer to this month (ruling B26)."""
        levers, before = self.model.levers, self.restraint
        if levers.grit:
            self.level = posture.grit_next(self.level, not dprk_quiet)
            self.restraint = posture.g_post_of_grit(self.level, levers.posture_strength)
        elif levers.posture is not None:
            probability = posture.restraint_probability(levers.posture, before > 0.0, dprk_quiet)
            restrained = self.model.draw(0, chance.POSTURE) < probability
            self.restraint = posture.g_post_of(restrained, levers.posture_strength)
        if self.restraint != before:
            verb = "restrained" if self.restraint > before else "stepped up"
            self.model.log.event(
                "posture_move", "allies", "DPRK", verb, before=before, after=self.restraint, quiet=dprk_quiet
            )
