"""The model to files."""
