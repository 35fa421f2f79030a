"""Forms of commands: what was typed, what is wrong with it, the preview, and the receipt."""
