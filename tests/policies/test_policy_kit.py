"""Every policy that comes with diplosim passes the kit that users' policies inherit."""

from __future__ import annotations

from diplosim.policies import kit
from diplosim.policies.registry import builtin_policies

for _policy in builtin_policies():
    _name = "Test" + _policy.name.title().replace("_", "")
    globals()[_name] = type(_name, (kit.PolicyKit,), {"policy": _policy})
