"""Encoder of ADS-B messages (RTCA DO-260B), written for the tests from the standard's description alone."""

import math

from tests.readers.modes_messages import with_address

__all__ = ["callsign_message", "place_message", "velocity_message"]

_ALPHABET = "#ABCDEFGHIJKLMNOPQRSTUVWXYZ##### ###############0123456789######"


def longitude_zones(latitude):
    """NL by its table's law: the number of zones changes where cos² reaches (1 − cos(π/30)) / (1 − cos(2π/n))."""
    for zones in range(59, 1, -1):
        border = math.degrees(math.acos(math.sqrt((1 - math.cos(math.pi / 30)) / (1 - math.cos(2 * math.pi / zones)))))
        if abs(latitude) < border:
            return zones
    return 1


def place_message(address, longitude, latitude, feet, *, odd):
    tall = 360 / (60 - odd)
    y = math.floor(2**17 * (latitude % tall) / tall + 0.5)
    row = tall * (y / 2**17 + math.floor(latitude / tall))
    wide = 360 / max(longitude_zones(row) - odd, 1)
    x = math.floor(2**17 * (longitude % wide) / wide + 0.5)
    steps = round((feet + 1000) / 25)
    altitude = (steps & 0x7F0) << 1 | 0x10 | steps & 0xF
    return _message(address, 11 << 51 | altitude << 36 | odd << 34 | y % 2**17 << 17 | x % 2**17)


def callsign_message(address, text):
    signs = 0
    for sign in text.ljust(8):
        signs = signs << 6 | _ALPHABET.index(sign)
    return _message(address, 4 << 51 | signs)


def velocity_message(address, east, north, climb=0):
    """Knots east and north, feet a minute."""
    west, south, down = east < 0, north < 0, climb < 0
    speeds = west << 42 | (abs(round(east)) + 1) << 32 | south << 31 | (abs(round(north)) + 1) << 21
    return _message(address, 19 << 51 | 1 << 48 | speeds | down << 19 | (abs(round(climb / 64)) + 1) << 10)


def _message(address, content):
    return with_address(f"8D{address}{content:014X}000000", address)
