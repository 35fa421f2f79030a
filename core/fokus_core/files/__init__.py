"""Sealed attachments: their frames, the engines that keep them, and the facts that name them."""
