"""Who is connected, in which session's room, and what waits for those who are away."""

from __future__ import annotations

from collections import Counter, OrderedDict, deque
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.channels.session_tokens import WebSession

# What waits for people who are away: for so many of them, and so much for each.
MAX_MAILBOXES = 10_000
MAX_WAITING = 100


Emit = Callable[..., Awaitable[None]]


@dataclass(slots=True)
class Client:
    """One connected socket, and the session that it belongs to once it has one.

    `line` is the connection that carries it. Times are of the monotonic clock.
    """

    sid: str
    namespace: str
    address: str
    line: str = ""
    is_widget: bool = False
    session: WebSession | None = None
    entered_at: float = 0.0
    # What it was sent lately, and when: it may turn out that nobody was there any more.
    sent: deque[tuple[float, Mapping[str, Any]]] = field(
        default_factory=lambda: deque(maxlen=MAX_WAITING)
    )
    # The turns that its history showed it: they come to it by no other way again.
    read: frozenset[str] = frozenset()


@dataclass(slots=True)
class Rooms:
    """The sockets of this process, by session. `emit` is the socket.io server's."""

    emit: Emit
    _clients: dict[str, Client] = field(default_factory=dict)
    _addresses: Counter[str] = field(default_factory=Counter)
    _rooms: dict[tuple[str, bool], dict[str, Client]] = field(default_factory=dict)

    def add(self, client: Client) -> None:
        """Note that a socket connected."""
        self._clients[client.sid] = client
        self._addresses[client.address] += 1

    def remove(self, sid: str) -> None:
        """Note that a socket is gone; it keeps its session, for those who ask what it missed."""
        client = self._clients.pop(sid, None)
        if client is None:
            return
        session = client.session
        self.leave(client)
        client.session = session
        self._addresses[client.address] -= 1
        if not self._addresses[client.address]:
            del self._addresses[client.address]

    def client(self, sid: str) -> Client | None:
        """Return a connected socket."""
        return self._clients.get(sid)

    def count(self, address: str) -> int:
        """Return how many sockets one address has open."""
        return self._addresses[address]

    def enter(self, client: Client, session: WebSession) -> None:
        """Bind a socket to a session, and to no other."""
        self.leave(client)
        client.session = session
        if client.sid in self._clients:
            self._rooms.setdefault((session.sender_id, client.is_widget), {})[client.sid] = client

    def leave(self, client: Client) -> None:
        """Unbind a socket from its session."""
        if client.session is None:
            return
        key = (client.session.sender_id, client.is_widget)
        client.session = None
        members = self._rooms.get(key, {})
        members.pop(client.sid, None)
        if not members:
            self._rooms.pop(key, None)

    def members(self, sender_id: str, *, are_widgets: bool) -> list[Client]:
        """Return the sockets of one kind that are bound to a session."""
        return list(self._rooms.get((sender_id, are_widgets), {}).values())

    async def tell(
        self, members: Iterable[Client], event: str, frames: Sequence[Mapping[str, Any]]
    ) -> None:
        """Send frames to some sockets, in order."""
        for client in members:
            for frame in frames:
                await self.emit(event, frame, to=client.sid, namespace=client.namespace)


@dataclass(slots=True)
class Mailboxes:
    """Replies that came while nobody of their session was connected; each is taken out once.

    They live in this process: after a restart Rasa's clients see the conversation go on without
    them. Of too many the oldest go first.
    """

    max_mailboxes: int = MAX_MAILBOXES
    max_waiting: int = MAX_WAITING
    _waiting: OrderedDict[str, list[Mapping[str, Any]]] = field(default_factory=OrderedDict)

    def keep(self, sender_id: str, frames: Sequence[Mapping[str, Any]]) -> None:
        """Add what nobody could be told."""
        if not frames:
            return
        kept = [*self._waiting.get(sender_id, ()), *frames]
        self._waiting[sender_id] = kept[-self.max_waiting :]
        self._waiting.move_to_end(sender_id)
        if len(self._waiting) > self.max_mailboxes:
            self._waiting.popitem(last=False)

    def take(self, sender_id: str) -> Sequence[Mapping[str, Any]]:
        """Return what waits for a session, oldest first, and forget it."""
        return self._waiting.pop(sender_id, ())
