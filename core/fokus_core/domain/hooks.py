"""The markers of hooks: what a layer calls, and what a plugin answers."""

import pluggy

hookspec = pluggy.HookspecMarker("fokus")  # marks a hook that a layer, or a programme, brings
hookimpl = pluggy.HookimplMarker("fokus")  # marks what a plugin answers to a hook
