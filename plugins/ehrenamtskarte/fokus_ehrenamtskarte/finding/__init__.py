"""Finding partners and what they grant: by words, category and place, on a day."""
