"""What every page stands in: questions to our own API, clocks, languages, problems, what the law asks for."""
