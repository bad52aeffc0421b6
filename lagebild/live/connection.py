"""Keeps one feed connected: tells when it dies, tries again with growing pauses, and invents nothing in between."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import random
import socket
import struct
from collections.abc import Callable
from typing import Any

from tornado.httpclient import HTTPClientError
from tornado.simple_httpclient import SimpleAsyncHTTPClient

from lagebild.live.clock import Clock
from lagebild.live.decoders.decoder import Chunk
from lagebild.live.feed_address import FeedAddress, FeedKind, Transport
from lagebild.live.feed_state import FeedPhase
from lagebild.live.inbox import Inbox

__all__ = ["Connection", "pause_after"]

_PIECE = 1 << 18
_PATIENCE = 10.0
"""Seconds for connecting and for an answer; without anything for so long a feed counts as silent."""

_GIVE_UP = 60.0
"""Seconds of silence after which a connection is taken for dead, because its other end may be gone unnoticed."""

_LONGEST_PAUSE = 60.0
_LARGEST_ANSWER = 50_000_000
_POLL = 1.0
_NO_ANSWER = 599
"""Tornado's own code of requests that no server has answered."""

_KERNEL_BUFFER = 8_000_000
"""Bytes of datagrams that the system keeps while Python is busy, as far as it allows."""


def pause_after(failures: int, chance: float) -> float:
    """Return the seconds to wait after so many failures in a row: 1, 2, 4, … 60, a fifth more or less by `chance`."""
    return min(2.0 ** min(failures - 1, 10), _LONGEST_PAUSE) * (0.8 + 0.4 * chance)


class Connection:
    """One feed over a network.

    Parameters
    ----------
    address
        Any but a replay.
    inbox
        Takes what comes.
    clock
        By which arrivals are told.
    arrived
        Called in the connection's thread whenever something has come.
    version
        What is told to servers that ask for the program's version.
    """

    def __init__(
        self,
        address: FeedAddress,
        inbox: Inbox,
        clock: Clock,
        arrived: Callable[[], None],
        version: str = "0",
    ) -> None:
        self.address = address
        self._inbox, self._clock, self._arrived, self._version = inbox, clock, arrived, version
        self.connections = 0
        self.heard: float | None = None
        self.next_try: float | None = None
        self._enter(FeedPhase.CONNECTING)

    def _enter(self, phase: FeedPhase, reason: str = "") -> None:
        self.phase, self.reason, self.since = phase, reason, self._clock.now()

    async def run(self) -> None:
        """Stay connected until cancelled."""
        failures = 0
        while True:
            before = self.heard
            self.next_try = None
            if self.phase is not FeedPhase.CONNECTING:
                self._enter(FeedPhase.CONNECTING, self.reason)
            try:
                await self._once()
                reason = "the other side has closed the connection"
            except (OSError, TimeoutError, HTTPClientError, asyncio.IncompleteReadError, ValueError) as error:
                reason = _why(error)
            failures = 1 if self.heard != before else failures + 1
            pause = pause_after(failures, random.random())  # noqa: S311  (spreads attempts, hides nothing)
            self._enter(FeedPhase.DEAD, reason)
            self.next_try = self.since + pause
            self._arrived()
            await asyncio.sleep(pause)

    async def _once(self) -> None:
        match self.address.transport:
            case Transport.UDP:
                await self._listen()
            case Transport.TCP:
                await self._stream()
            case _:
                await self._poll()

    def _take(self, data: bytes) -> None:
        self.heard = self._clock.now()
        if self.phase is not FeedPhase.LIVE:
            self._enter(FeedPhase.LIVE)
        self._inbox.put(Chunk(self.heard, data))
        self._arrived()

    async def _stream(self) -> None:
        address = self.address
        async with asyncio.timeout(_PATIENCE):
            reader, writer = await asyncio.open_connection(address.host, address.port, limit=_PIECE)
        try:
            self._connected(writer.get_extra_info("socket"))
            if address.kind is FeedKind.OGN:
                writer.write(_login(address, self._version))
                await writer.drain()
            while data := await self._next(reader):
                self._take(data)
        finally:
            writer.close()
            with contextlib.suppress(OSError, TimeoutError):
                async with asyncio.timeout(1.0):
                    await writer.wait_closed()

    def _connected(self, connection: socket.socket | None) -> None:
        self.connections += 1
        self._inbox.put(Chunk(self._clock.now(), b""))  # an empty piece parts two connections
        if connection is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)

    async def _next(self, reader: asyncio.StreamReader) -> bytes:
        """Return what comes next; empty at the end."""
        for patience in (_PATIENCE, _GIVE_UP - _PATIENCE):
            try:
                async with asyncio.timeout(patience):
                    return await reader.read(_PIECE)
            except TimeoutError:
                if self.phase is FeedPhase.SILENT:
                    raise TimeoutError(f"nothing came for {_GIVE_UP:.0f} s") from None
                self._enter(FeedPhase.SILENT)
                self._arrived()
        return b""

    async def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        ended: asyncio.Future[None] = loop.create_future()
        transport, _ = await loop.create_datagram_endpoint(
            lambda: _Datagrams(self._take, ended), sock=_udp_socket(self.address)
        )
        self.connections += 1
        try:
            while True:
                before = self.heard
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_PATIENCE):
                        await asyncio.shield(ended)
                if ended.done():
                    ended.result()
                    return
                if self.heard == before and self.phase is not FeedPhase.SILENT:
                    self._enter(FeedPhase.SILENT)
                    self._arrived()
        finally:
            ended.cancel()
            transport.close()

    async def _poll(self) -> None:
        address = self.address
        client = SimpleAsyncHTTPClient(force_instance=True, max_body_size=_LARGEST_ANSWER)
        host = f"[{address.host}]" if ":" in address.host else address.host
        options: dict[str, Any] = {"connect_timeout": _PATIENCE, "request_timeout": _PATIENCE}
        if address.user:
            options |= {"auth_username": address.user, "auth_password": address.password}
        try:
            while True:
                asked = asyncio.get_running_loop().time()
                url = f"{address.transport}://{host}:{address.port}{address.path}"
                answer = await client.fetch(url, follow_redirects=False, **options)
                if self.phase is not FeedPhase.LIVE:
                    self.connections += 1
                self._take(answer.body)
                await asyncio.sleep(max(0.0, _POLL - (asyncio.get_running_loop().time() - asked)))
        finally:
            client.close()


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, take: Callable[[bytes], None], ended: asyncio.Future[None]) -> None:
        self._take, self._ended = take, ended

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self._take(data)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._ended.done():
            if exc is not None:
                self._ended.set_exception(exc)
            else:
                self._ended.set_result(None)


def _udp_socket(address: FeedAddress) -> socket.socket:
    """Return a socket that hears an address of this machine, or a multicast group."""
    family, _, _, _, place = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_DGRAM)[0]
    host = ipaddress.ip_address(place[0])
    found = socket.socket(family, socket.SOCK_DGRAM)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _KERNEL_BUFFER)
        if host.is_multicast:
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            found.bind(("", address.port))
            if family == socket.AF_INET:
                found.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, host.packed + bytes(4))
            else:
                found.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, host.packed + struct.pack("@I", 0))
        else:
            found.bind(place)
        found.setblocking(False)
    except BaseException:
        found.close()
        raise
    return found


def _login(address: FeedAddress, version: str) -> bytes:
    """Return what an APRS server wants to hear first; -1 is the password of those who only listen."""
    user, password = address.user or "N0CALL", address.password or "-1"
    return f"user {user} pass {password} vers lagebild {version}\r\n".encode()


def _why(error: Exception) -> str:
    """Say in a sentence why a feed is dead."""
    if isinstance(error, TimeoutError):
        return str(error) or f"no answer for {_PATIENCE:.0f} s"
    if isinstance(error, HTTPClientError):
        return error.message if error.code == _NO_ANSWER else f"the server answers {error.code} {error.message}"
    if isinstance(error, socket.gaierror):
        return "there is no host of this name"
    if isinstance(error, ConnectionRefusedError):
        return "nobody answers at this port"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__
