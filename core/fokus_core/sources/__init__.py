"""Sources: the pages and papers that documented entries rest on, and the copies that were made of them."""
