"""The file of a read model: its tables, the connection that writes them, and the generations in a folder."""
