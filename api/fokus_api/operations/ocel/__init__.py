"""The history as an object-centric event log (OCEL 2.0), for process mining: collected, written as JSON or SQLite."""
