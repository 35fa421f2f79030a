"""Whole answers, kept for as long as the rows they were made from stay as they are."""
