"""Caring for partners: asking them once a year whether all is right, and what they answer and offer by their link."""
