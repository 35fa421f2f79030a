"""Plugins and what they brought: the façade over pluggy, the catalogue, and what is checked at the start."""
