"""Figures of applications, and what a draft of a rule would have changed."""
