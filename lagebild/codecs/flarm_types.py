"""Kinds of aircraft and of addresses, as FLARM devices and the Open Glider Network number them."""

from __future__ import annotations

__all__ = ["AIRCRAFT", "ICAO_ADDRESS"]

AIRCRAFT = (
    *("", "glider", "tow plane", "helicopter", "parachute", "drop plane", "hang glider", "paraglider"),
    *("piston aircraft", "jet aircraft", "", "balloon", "airship", "unmanned", "", "static obstacle"),
)
"""By number, 0 to 15; empty where unknown or reserved."""

ICAO_ADDRESS = 1
"""The kind of address that ICAO gives to an aircraft; others are of a device or of chance."""
