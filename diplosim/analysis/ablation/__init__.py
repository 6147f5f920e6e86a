"""Ablation: what each part of a policy does, ``diplosim ablation``."""
