"""Bodies: municipalities, districts, the city region and administrative districts, by id, through time."""
