"""Who does what in the network: contact persons, speakers, the accompanying organisation, the responsible ministry."""
