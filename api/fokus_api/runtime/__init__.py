"""The open service, its settings and its log."""
