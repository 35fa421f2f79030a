"""The plugins of a service: the hooks of this layer, and how they are loaded."""
