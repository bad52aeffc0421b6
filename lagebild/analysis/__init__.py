"""The model to results: pure functions."""
