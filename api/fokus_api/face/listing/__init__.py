"""Pages of lists: tables with filters and views, the log, the calendar, the search."""
