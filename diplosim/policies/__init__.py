"""Policies: named sets of lever settings, how they combine, and where they are found."""

from diplosim.policies.compose import Schedule, check, compose
from diplosim.policies.levers import STATUS_QUO, Levers, Posture, Settings
from diplosim.policies.option import Option
from diplosim.policies.plugins import load_plugin, loaded_plugins, unload_plugin
from diplosim.policies.policy import Policy
from diplosim.policies.registry import all_policies, get, names, unknown_policy

__all__ = [
    "STATUS_QUO",
    "Levers",
    "Option",
    "Policy",
    "Posture",
    "Schedule",
    "Settings",
    "all_policies",
    "check",
    "compose",
    "get",
    "load_plugin",
    "loaded_plugins",
    "names",
    "unknown_policy",
    "unload_plugin",
]
