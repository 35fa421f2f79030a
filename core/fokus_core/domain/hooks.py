"""The markers of hooks: what a layer calls, and what a plugin answers."""

import pluggy

hookspec = pluggy.HookspecMarker("fokus")
hookimpl = pluggy.HookimplMarker("fokus")
