"""What a programme is made of: facts, commands, the past they read, statutes and evidence. Imports none of the rest."""
