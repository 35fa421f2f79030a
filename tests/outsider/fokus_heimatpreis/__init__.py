"""The Heimat-Preis, a programme of Fokus Kommune."""
