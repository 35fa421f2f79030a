"""The hooks of this layer."""
