"""A mail server and a web server that keep what they get."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_string
from email.message import Message
from typing import TypeVar


@dataclass
class MailSink:
    """What a mail server on `port` was handed; `refusals` counts how many it still turns away."""

    port: int = 0
    refusals: int = 0
    mails: list[Message] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    logins: int = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}/?from=bot@clinic.example&to=a@x.example,b@x.example&tls=0"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 sink\r\n")
        while line := (await reader.readline()).decode().strip():
            command = line.split()[0].upper()
            if command == "DATA" and self.refusals == 0:
                writer.write(b"354 go on\r\n")
                body = (await reader.readuntil(b"\r\n.\r\n")).decode()
                self.mails.append(message_from_string(body.removesuffix(".\r\n")))
            if command == "RCPT":
                self.recipients.append(line.partition("<")[2].partition(">")[0])
            writer.write(self._answer(command))
            if command == "QUIT":
                break
        writer.close()
        await writer.wait_closed()

    def _answer(self, command: str) -> bytes:
        if command == "DATA" and self.refusals > 0:
            self.refusals -= 1
            return b"451 later\r\n"
        if command == "EHLO":
            return b"250-sink\r\n250 AUTH PLAIN\r\n"
        if command == "AUTH":
            self.logins += 1
            return b"235 welcome\r\n"
        return b"221 bye\r\n" if command == "QUIT" else b"250 ok\r\n"


@dataclass
class WebSink:
    """What was posted to a web server on `port`; it answers with `statuses`, then with 204."""

    port: int = 0
    statuses: list[int] = field(default_factory=list)
    posts: list[dict[str, object]] = field(default_factory=list)
    got_one: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.partition("content-length:")[2].partition("\r\n")[0])
        self.posts.append(json.loads(await reader.readexactly(length)))
        self.got_one.set()
        status = self.statuses.pop(0) if self.statuses else 204
        writer.write(
            f"HTTP/1.1 {status} x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".encode()
        )
        writer.close()
        await writer.wait_closed()


Sink = TypeVar("Sink", MailSink, WebSink)


@asynccontextmanager
async def listening(sink: Sink) -> AsyncIterator[Sink]:
    server = await asyncio.start_server(sink.serve, "127.0.0.1", 0)
    sink.port = server.sockets[0].getsockname()[1]
    async with server:
        yield sink
