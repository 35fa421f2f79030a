"""Benchmarks as ratios: each task of the house beside the least that the same machine needs for it, in one run."""
