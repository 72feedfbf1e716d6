/** What the person said and the server has not stored yet: kept here, sent one at a time, in order. */

import { GREETING, type Say, type SayAnswer } from "./protocol.ts";
import type { Store } from "./storage.ts";

const TRIES = 3;
const FIRST_TRY_AGAIN_SECONDS = 2;
const RATE_SECONDS = 5;

/** Why a message is not with the server. */
export type Delivery = "waiting" | "slow" | "too_long" | "failed";

export interface OutboxHooks {
  /** Whether anything may be sent now. */
  isReady(): boolean;
  /** Send one; the promise fails when the connection is lost. */
  send(say: Say): Promise<unknown>;
  /** The server has stored one and gives this token. */
  onToken(token: string): void;
  /** The session is gone; what waits belongs to the next one. */
  onEnded(): void;
  changed(): void;
}

export class Outbox {
  #waiting: Say[];
  #isSending = false;
  #tries = 0;
  #pauseTimer = 0;
  readonly #refused = new Map<string, Delivery>();

  constructor(
    private readonly store: Store,
    private readonly hooks: OutboxHooks,
  ) {
    this.#waiting = store.get<Say[]>("queue") ?? [];
  }

  /** What waits, without what the person did not write. */
  get shown(): Say[] {
    return this.#waiting.filter((say) => say.text !== GREETING);
  }

  /** Whether the server lacks something that the person wrote. */
  get hasUnsent(): boolean {
    return this.shown.length > 0;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Something is on its way this moment. */
  get isBusy(): boolean {
    return this.#isSending && !this.isEmpty;
  }

  has(id: string): boolean {
    return this.#waiting.some((say) => say.id === id);
  }

  /** The server has failed on something: only a person can help now. */
  get hasFailed(): boolean {
    return [...this.#refused.values()].includes("failed");
  }

  isRefused(id: string): boolean {
    return this.#refused.has(id);
  }

  deliveryOf(id: string, isOnline: boolean): Delivery | undefined {
    return this.#refused.get(id) ?? (this.has(id) && !isOnline ? "waiting" : undefined);
  }

  add(text: string, payload?: string): Say {
    const say: Say = { id: newId(), text, ...(payload === undefined ? {} : { payload }) };
    this.#waiting.push(say);
    this.#keep();
    return say;
  }

  /** It is stored, or refused for good. */
  settle(id: string, refusal?: Delivery): void {
    this.#waiting = this.#waiting.filter((say) => say.id !== id);
    this.#keep();
    this.#tries = 0;
    if (refusal) this.#refused.set(id, refusal);
    else this.#refused.delete(id);
  }

  /** What was tapped in a conversation that is gone are only words in a new one. */
  forgetPayloads(): void {
    this.#waiting = this.shown.map(({ id, text }) => ({ id, text }));
    this.#keep();
  }

  clear(): void {
    this.#waiting = [];
    this.#refused.clear();
    this.#keep();
    this.stop();
  }

  stop(): void {
    clearTimeout(this.#pauseTimer);
    this.#pauseTimer = 0;
  }

  /** Send the first, and then the next. */
  pump(): void {
    const say = this.#waiting[0];
    if (!say || this.#isSending || this.#pauseTimer || !this.hooks.isReady()) return;
    this.#isSending = true;
    this.hooks.changed();
    this.hooks
      .send(say)
      .then(
        (answer) => this.#onAnswer(say, answer as SayAnswer),
        () => undefined, // Lost: it stays, and goes out after the reconnect.
      )
      .finally(() => {
        this.#isSending = false;
        this.hooks.changed();
        this.pump();
      });
  }

  #onAnswer(say: Say, answer: SayAnswer): void {
    if (answer.ok) {
      this.hooks.onToken(answer.token);
      return this.settle(say.id);
    }
    if (answer.error === "ended") return this.hooks.onEnded();
    if (answer.error === "rate") return this.#pause(say, answer.retry_after ?? RATE_SECONDS, "slow");
    if (answer.error === "failed" && ++this.#tries < TRIES) {
      return this.#pause(say, FIRST_TRY_AGAIN_SECONDS * this.#tries);
    }
    this.settle(say.id, answer.error === "too_long" ? "too_long" : "failed");
  }

  #pause(say: Say, seconds: number, why?: Delivery): void {
    if (why) this.#refused.set(say.id, why);
    this.#pauseTimer = setTimeout(() => {
      this.#pauseTimer = 0;
      this.#refused.delete(say.id);
      this.pump();
    }, seconds * 1000);
  }

  #keep(): void {
    if (this.isEmpty) this.store.remove("queue");
    else this.store.set("queue", this.#waiting);
  }
}

function newId(): string {
  // `randomUUID` is missing where the page came over plain HTTP.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
