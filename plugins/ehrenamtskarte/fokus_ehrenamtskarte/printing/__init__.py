"""Cards on paper: pictures and PDFs of one, letters, sheets, and the orders by which they are printed."""
