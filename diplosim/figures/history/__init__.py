"""Figures of one history: what happened, who trusted whom, where the money went; and its film."""
