"""The Litestar application and the command line; imports nothing by itself, so that `fokus` starts at once."""
