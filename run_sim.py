"""The front door: ``python run_sim.py FILE...`` runs scenarios and compares them with the first."""

from diplosim.cli import run_sim

if __name__ == "__main__":
    run_sim()
