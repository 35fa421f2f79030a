"""Pages of programmes, the start page, and what a programme makes its own pages with."""
