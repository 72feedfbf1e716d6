/** Engine.IO 4 over a web socket, or over long polling where sockets are blocked. */

export interface TransportEvents {
  onPacket(packet: string): void;
  /** Called at most once. */
  onClose(): void;
}

export interface Transport {
  send(packet: string): void;
  close(): void;
}

const SEPARATOR = "\x1e";

/** The address of the server's Engine.IO endpoint for one transport. */
function endpoint(server: string, transport: string, sid?: string): URL {
  const url = new URL("/socket.io/", server);
  url.searchParams.set("EIO", "4");
  url.searchParams.set("transport", transport);
  if (sid) url.searchParams.set("sid", sid);
  return url;
}

export function openWebSocket(server: string, events: TransportEvents): Transport {
  const url = endpoint(server, "websocket");
  url.protocol = url.protocol.replace("http", "ws");
  const socket = new WebSocket(url);
  let closed = false;
  const end = (): void => {
    if (closed) return;
    closed = true;
    events.onClose();
  };
  socket.onmessage = (event) => {
    if (!closed && typeof event.data === "string") events.onPacket(event.data);
  };
  socket.onclose = end;
  socket.onerror = end;
  return {
    send: (packet) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(packet);
    },
    close: () => {
      closed = true;
      socket.close();
    },
  };
}

export function openPolling(server: string, events: TransportEvents): Transport {
  const waiting: string[] = [];
  const abort = new AbortController();
  let sid: string | undefined;
  let posting = false;

  const end = (): void => {
    if (abort.signal.aborted) return;
    abort.abort();
    events.onClose();
  };
  const request = async (body?: string): Promise<string> => {
    const answer = await fetch(endpoint(server, "polling", sid), {
      ...(body === undefined ? {} : { method: "POST", body }),
      credentials: "omit",
      cache: "no-store",
      signal: abort.signal,
    });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.text();
  };
  const poll = async (): Promise<void> => {
    while (!abort.signal.aborted) {
      for (const packet of (await request()).split(SEPARATOR)) {
        if (packet.startsWith("0")) sid = (JSON.parse(packet.slice(1)) as { sid: string }).sid;
        if (!abort.signal.aborted) events.onPacket(packet);
      }
    }
  };
  const flush = async (): Promise<void> => {
    if (posting) return;
    posting = true;
    while (waiting.length && !abort.signal.aborted) {
      await request(waiting.splice(0).join(SEPARATOR));
    }
    posting = false;
  };

  poll().catch(end);
  return {
    send: (packet) => {
      waiting.push(packet);
      flush().catch(end);
    },
    close: () => abort.abort(),
  };
}
