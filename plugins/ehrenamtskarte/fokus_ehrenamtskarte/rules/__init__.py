"""The rules of the card as dated data, and what they say of an application."""
