"""Bytes to records and back, of one format each; codecs know nothing of the model."""
