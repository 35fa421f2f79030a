"""The projections that belong to no programme: the log, grants and API keys, and the register of bodies."""
