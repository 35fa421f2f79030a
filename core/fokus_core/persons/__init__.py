"""What becomes of persons: the registry of what is kept of them, their export, their erasure, and who is who."""
