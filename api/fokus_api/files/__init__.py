"""Files that are uploaded: streamed, limited, and checked by their content."""
