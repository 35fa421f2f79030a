"""Criteria over time: what the criteria in force find for a member, and when that was last reviewed."""
