/** The part of Socket.IO 5 that a chat needs: one namespace, events, acknowledgements, reconnection. */

import { openPolling, openWebSocket, type Transport } from "./transport.ts";

const FIRST_DELAY_MS = 400;
const LONGEST_DELAY_MS = 10_000;
const ACK_TIMEOUT_MS = 15_000;
/** How long a connection may take to be accepted before the next way is tried. */
const OPEN_TIMEOUT_MS = 10_000;

export interface Refusal {
  message: string;
  data?: { code?: string; [key: string]: unknown };
}

export interface SocketEvents {
  /** What the server is told about this client on every connection. */
  auth(): Record<string, unknown>;
  onLost(): void;
  onRefused(refusal: Refusal): void;
  onEvent(name: string, data: unknown): void;
}

export class ConnectionLost extends Error {}

interface Pending {
  resolve(value: unknown): void;
  reject(reason: Error): void;
  timer: number;
}

interface Handshake {
  pingInterval: number;
  pingTimeout: number;
}

export class Socket {
  connected = false;

  #transport: Transport | undefined;
  #wanted = false;
  #polling = false;
  #socketsWork = false;
  #attempts = 0;
  #opened = false;
  #heartbeatMs = 45_000;
  #lastHeard = 0;
  #nextAck = 0;
  #acks = new Map<number, Pending>();
  #retryTimer = 0;
  #watchTimer = 0;

  constructor(
    private readonly server: string,
    private readonly events: SocketEvents,
  ) {}

  /** Connect, and connect again whenever the connection is lost, until `close`. */
  open(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    addEventListener("online", this.#wake);
    addEventListener("offline", this.#drop);
    document.addEventListener("visibilitychange", this.#wake);
    this.#dial();
  }

  close(): void {
    this.#wanted = false;
    removeEventListener("online", this.#wake);
    removeEventListener("offline", this.#drop);
    document.removeEventListener("visibilitychange", this.#wake);
    clearTimeout(this.#retryTimer);
    this.#transport?.send("41");
    this.#hangUp();
  }

  /** Try at once instead of waiting for the next try. */
  retry(): void {
    if (!this.#wanted || this.connected || this.#transport) return;
    clearTimeout(this.#retryTimer);
    this.#dial();
  }

  /** Send an event; the promise brings the server's acknowledgement. */
  emit(name: string, data: unknown): Promise<unknown> {
    if (!this.connected) return Promise.reject(new ConnectionLost());
    const id = this.#nextAck++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#acks.delete(id);
        reject(new ConnectionLost());
        this.#drop(); // A connection that swallows what is sent is no connection.
      }, ACK_TIMEOUT_MS);
      this.#acks.set(id, { resolve, reject, timer });
      this.#transport?.send(`42${id}${JSON.stringify([name, data])}`);
    });
  }

  #dial(): void {
    this.#opened = false;
    this.#lastHeard = Date.now();
    this.#heartbeatMs = OPEN_TIMEOUT_MS;
    const open = this.#polling ? openPolling : openWebSocket;
    let transport: Transport | undefined;
    const mine = (): boolean => this.#transport === transport && transport !== undefined;
    try {
      transport = open(this.server, {
        onPacket: (packet) => mine() && this.#onPacket(packet),
        onClose: () => mine() && this.#lose(),
      });
    } catch {
      // No WebSocket at all, or forbidden by the page: the same as one that does not open.
    }
    this.#transport = transport;
    clearInterval(this.#watchTimer);
    if (transport) this.#watchTimer = setInterval(this.#watch, 1000);
    else this.#lose();
  }

  #onPacket(packet: string): void {
    this.#lastHeard = Date.now();
    const body = packet.slice(1);
    if (packet[0] === "0") this.#onOpen(JSON.parse(body) as Handshake);
    else if (packet[0] === "2") this.#transport?.send("3");
    else if (packet[0] === "4") this.#onMessage(body);
    else if (packet[0] === "1") this.#lose();
  }

  #onOpen(handshake: Handshake): void {
    this.#opened = true;
    if (!this.#polling) this.#socketsWork = true;
    this.#heartbeatMs = handshake.pingInterval + handshake.pingTimeout;
    this.#transport?.send(`40${JSON.stringify(this.events.auth())}`);
  }

  #onMessage(packet: string): void {
    const [, kind, id, json] = /^(\d)(\d*)([^]*)$/.exec(packet) ?? [];
    const data = json ? (JSON.parse(json) as unknown) : undefined;
    if (kind === "0") this.#onConnected();
    else if (kind === "1") this.#lose();
    else if (kind === "2") this.events.onEvent(...(data as [string, unknown]));
    else if (kind === "3") this.#onAck(Number(id), (data as unknown[])[0]);
    else if (kind === "4") this.#onRefused(data as Refusal);
  }

  #onConnected(): void {
    this.connected = true;
    this.#attempts = 0;
  }

  #onAck(id: number, value: unknown): void {
    const pending = this.#acks.get(id);
    this.#acks.delete(id);
    clearTimeout(pending?.timer);
    pending?.resolve(value);
  }

  #onRefused(refusal: Refusal): void {
    this.events.onRefused(refusal);
    this.#lose();
  }

  #lose(): void {
    // Where no web socket ever opened, one may be blocked on the way: the next try polls, at once.
    const blocked = !this.#opened && !this.#polling && !this.#socketsWork;
    if (!this.#opened) this.#polling = blocked;
    this.#hangUp();
    if (!this.#wanted) return;
    const wait = blocked ? 0 : Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.#attempts++);
    // A little chance, or all visitors come back at the same moment after a restart.
    this.#retryTimer = setTimeout(() => this.#dial(), wait * (0.75 + Math.random() / 2));
  }

  #hangUp(): void {
    clearInterval(this.#watchTimer);
    clearTimeout(this.#retryTimer);
    this.#transport?.close();
    this.#transport = undefined;
    for (const pending of this.#acks.values()) {
      clearTimeout(pending.timer);
      pending.reject(new ConnectionLost());
    }
    this.#acks.clear();
    this.connected = false;
    this.events.onLost();
  }

  #watch = (): void => {
    if (Date.now() - this.#lastHeard > this.#heartbeatMs) this.#lose();
  };

  #drop = (): void => {
    if (this.#transport) this.#lose();
  };

  #wake = (): void => {
    if (document.visibilityState !== "visible") return;
    if (this.#transport) this.#watch();
    else this.retry();
  };
}
