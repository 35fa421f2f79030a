"""Practice examples: written by members, checked by the coordination, published in numbered versions."""
