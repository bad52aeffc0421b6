"""Files to the model, each with a report of what became of every record; recognised by content."""
