"""Cards: issued by bodies that take part, revoked, and checked by whoever is shown one."""
