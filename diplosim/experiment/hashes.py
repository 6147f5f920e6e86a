"""A fingerprint of the whole state after every month, so that anybody can check that the engines agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.experiment.engine import mesa_engine
from diplosim.experiment.plan import choose_engine

if TYPE_CHECKING:
    from diplosim.scenario import Scenario


def state_hashes(scenario: Scenario, replicate: int = 0, engine: str = "mesa") -> list[str]:
    """SHA-256 of the state of a run after each month: the same on both engines, to the last bit.

    The state is everything that the next month depends on (`diplosim.model.state.state_vector` lists it).
    """
    from diplosim.model.state import state_hash, state_vector

    if choose_engine(engine).name == "compiled":
        from diplosim.engine.engine import trace
        from diplosim.engine.pack import pack

        return [state_hash(state) for state in trace(pack(scenario), scenario.seed, replicate)[1]]
    model = mesa_engine()(scenario, replicate=replicate, log=False)
    hashes = []
    while model.running:
        model.step()
        hashes.append(state_hash(state_vector(model)))
    return hashes
