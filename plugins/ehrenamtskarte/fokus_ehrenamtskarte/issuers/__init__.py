"""Who issues cards for which body: the municipality itself, its Kreis, or an agency; and who is said to take part."""
