"""What partners grant to holders of the card: by category, kinds of card and days, proposed and then approved."""
