"""The card on a telephone: bound to a key that the telephone made, activated by a link, proven every 30 seconds."""
