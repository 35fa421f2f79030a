"""How applications come in: handed in by anybody, entered from paper, taken over from elsewhere."""
