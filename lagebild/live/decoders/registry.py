"""Which decoder reads which kind of feed."""

from __future__ import annotations

from lagebild.errors import ValidationError
from lagebild.live.decoders.asterix import AsterixDecoder
from lagebild.live.decoders.beast import BeastDecoder
from lagebild.live.decoders.cot import CotDecoder
from lagebild.live.decoders.decoder import Decoder
from lagebild.live.decoders.ogn import OgnDecoder
from lagebild.live.decoders.readsb import ReadsbDecoder
from lagebild.live.decoders.sbs import SbsDecoder
from lagebild.live.feed_address import FeedAddress, FeedKind, Transport

__all__ = ["decoder_of"]


def decoder_of(address: FeedAddress) -> Decoder:
    """Return a new decoder for a feed.

    Raises
    ------
    MissingPackageError
        If the package that reads this kind is not installed.
    ValidationError
        If the feed is a replay, which holds fixes already.
    """
    match address.kind:
        case FeedKind.SBS:
            return SbsDecoder()
        case FeedKind.READSB:
            return ReadsbDecoder()
        case FeedKind.BEAST:
            return BeastDecoder()
        case FeedKind.ASTERIX:
            return AsterixDecoder()
        case FeedKind.COT:
            return CotDecoder(stream=address.transport is Transport.TCP)
        case FeedKind.OGN:
            return OgnDecoder()
        case FeedKind.REPLAY:
            raise ValidationError("a replay is read, not decoded")
