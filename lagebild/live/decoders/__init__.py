"""Decoders of feeds: pieces of bytes as they come to observations."""
