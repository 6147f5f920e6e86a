"""Who should do what: a search over levers for portfolios of policies that hold up in many worlds."""
