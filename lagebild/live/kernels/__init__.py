"""Loops over what feeds told, compiled."""
