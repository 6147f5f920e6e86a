"""The agent-based model: Mesa agents, and a month of health diplomacy from top to bottom."""
