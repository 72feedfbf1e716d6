/** What was said and what the server told us. Knows nothing of the page. */

import type { Listener, Status } from "./listener.ts";
import { MessageList } from "./message_list.ts";
import { Outbox, type Delivery } from "./outbox.ts";
import {
  GREETING,
  VERSION,
  type Clinic,
  type EmergencyCard,
  type ForgetAnswer,
  type Message,
  type Reply,
  type Say,
  type Session,
  type Transcript,
  type TranscriptAnswer,
} from "./protocol.ts";
import { StandingCard } from "./standing_card.ts";
import { Store } from "./storage.ts";
import { Socket, type Refusal } from "./wire/socket.ts";

const UNREACHABLE_AFTER_MS = 8_000;

export class Conversation {
  status: Status = "idle";
  session: Session | undefined;
  readonly said: MessageList;
  clinic: Partial<Clinic>;
  /** What the assistant speaks with this person. */
  language: string | undefined;
  readonly emergency: StandingCard;
  readonly outbox: Outbox;

  readonly #socket: Socket;
  readonly #store: Store;
  #choices = new Set<string>();
  #isTyping = false;
  #unreachableTimer = 0;

  constructor(
    readonly server: string,
    private readonly listener: Listener,
    /** What the page knows of the clinic, until the server has spoken. */
    known: Partial<Clinic> = {},
  ) {
    this.#store = new Store("sessionStorage", `backline:${server}:`);
    this.clinic = this.#store.get<Clinic>("clinic") ?? known;
    this.emergency = new StandingCard(this.#store);
    this.outbox = new Outbox(this.#store, {
      isReady: () => this.isOnline && this.hasConsent,
      send: (say) => this.#socket.emit("say", say),
      onToken: (token) => this.#store.set("token", token),
      onEnded: () => this.#beginAnew(),
      changed: () => listener.changed(),
    });
    this.said = new MessageList(this.outbox);
    this.#socket = new Socket(server, {
      auth: () => ({ client: "backline-widget", version: VERSION, token: this.#token }),
      onLost: () => this.#onLost(),
      onRefused: (refusal) => this.#onRefused(refusal),
      onEvent: (name, data) => this.#onEvent(name, data),
    });
  }

  /** Whether there is something to come back to after a reload. */
  get isBegun(): boolean {
    return this.#token !== null || !this.outbox.isEmpty;
  }

  get hasConsent(): boolean {
    return this.#store.get<boolean>("consent") ?? false;
  }

  get isOnline(): boolean {
    return this.status === "online";
  }

  /** The assistant is at work, or what was just said is on its way to it. */
  get typing(): boolean {
    // To a person one writes at one's leisure, and nobody knows whether they are writing.
    return !this.isPaused && (this.#isTyping || this.outbox.isBusy);
  }

  /** A person of the clinic writes, and the assistant is silent. */
  get isPaused(): boolean {
    return this.session?.paused ?? false;
  }

  connect(): void {
    if (this.status !== "idle") return;
    this.#setStatus("connecting");
    this.#socket.open();
  }

  retry(): void {
    this.#socket.retry();
  }

  consent(): void {
    this.#store.set("consent", true);
    this.#greet();
    this.outbox.pump();
    this.listener.changed();
  }

  /** Say something; it is kept here until the server has stored it. */
  say(text: string, payload?: string): void {
    this.said.add(this.outbox.add(text, payload));
    this.listener.changed();
    this.outbox.pump();
  }

  /** Send a refused message again. */
  sayAgain(id: string): void {
    const message = this.said.take(id);
    this.outbox.settle(id);
    if (message?.text) this.say(message.text);
  }

  /** Whether the buttons or the form of a message can be answered at this moment. */
  canAnswer(message: Message): boolean {
    return this.outbox.isEmpty && !this.typing && this.isOffered(message);
  }

  /** Whether they can be answered as soon as nothing else is under way. */
  isOffered(message: Message): boolean {
    // A number needs no offer: it can be said as long as nothing came after the question.
    const isLast = this.said.last?.id === message.id;
    return this.#choices.has(message.id) || (message.custom?.kind === "scale" && isLast);
  }

  /** Why one of the person's messages is not with the server. */
  deliveryOf(id: string): Delivery | undefined {
    return this.outbox.deliveryOf(id, this.isOnline);
  }

  async transcript(): Promise<Transcript | undefined> {
    const answer = await this.#ask<TranscriptAnswer>("transcript");
    return answer?.ok ? answer.transcript : undefined;
  }

  /** Delete the conversation on the server; false when that failed. */
  async forget(): Promise<boolean> {
    const answer = await this.#ask<ForgetAnswer>("forget");
    if (answer?.ok) this.#onEnded(answer.kept);
    return answer !== undefined && (answer.ok || answer.error === "ended");
  }

  /** Leave no trace in this browser. */
  clear(): void {
    this.#store.remove("token", "clinic", "consent");
    this.emergency.clear();
    this.#reset();
  }

  putEmergencyAway(): void {
    this.emergency.putAway();
    this.listener.changed();
  }

  close(): void {
    clearTimeout(this.#unreachableTimer);
    this.outbox.stop();
    this.status = "idle";
    this.#socket.close();
  }

  get #token(): string | null {
    return this.#store.get<string>("token") ?? null;
  }

  async #ask<Answer>(event: string): Promise<Answer | undefined> {
    try {
      return (await this.#socket.emit(event, {})) as Answer;
    } catch {
      return undefined; // Not connected, or lost on the way.
    }
  }

  #onEvent(name: string, data: unknown): void {
    if (name === "session") this.#onSession(data as Session);
    else if (name === "reply") this.#onReply(data as Reply);
    else if (name === "said") this.#onSaid(data as Say & { at: number });
    else if (name === "typing") this.#setTyping((data as { on: boolean }).on);
    else if (name === "ended") this.#onEnded((data as { kept: boolean }).kept);
  }

  #onSession(session: Session): void {
    this.session = session;
    this.clinic = session.clinic;
    this.language = session.language;
    this.#store.set("clinic", session.clinic);
    this.#store.set("token", session.token);
    if (session.is_new) this.outbox.forgetPayloads();
    this.#takeHistory(session.history);
    this.#choices = new Set(session.choices);
    this.#isTyping = false;
    this.#setStatus("online");
    this.#takeEmergency(session.emergency, session.is_new);
    this.#greet();
    this.outbox.pump();
  }

  #takeHistory(history: Message[]): void {
    for (const { id } of history) {
      if (this.outbox.has(id)) this.outbox.settle(id);
    }
    const news = this.said.replace(history, this.language);
    if (news.length) this.listener.heard(news);
  }

  #greet(): void {
    const isFirst = this.session?.is_new && !this.said.last && this.outbox.isEmpty;
    if (isFirst && this.hasConsent) this.say(GREETING, GREETING);
  }

  #onReply(reply: Reply): void {
    // A reply is stored together with what it answers: the acknowledgement has nothing to add.
    this.outbox.settle(reply.in_reply_to);
    this.language = reply.language ?? this.language;
    const news = this.said.insert(reply.messages, this.language);
    if (reply.choices) this.#choices = new Set(reply.choices);
    if (this.session && reply.paused !== undefined) this.session.paused = reply.paused;
    this.#isTyping = false;
    this.listener.changed(); // First, as the views may be made anew in another language.
    this.#takeEmergency(reply.emergency, false);
    this.listener.changed();
    if (news.length) this.listener.heard(news);
  }

  #onSaid(said: Say & { at: number }): void {
    this.said.add(said);
    this.listener.changed();
  }

  #takeEmergency(card: EmergencyCard | null, isNewSession: boolean): void {
    if (this.emergency.take(card, isNewSession) && card) this.listener.alarmed(card);
  }

  #setTyping(on: boolean): void {
    this.#isTyping = on;
    this.listener.changed();
  }

  #beginAnew(): void {
    this.#store.remove("token");
    this.#socket.close();
    this.#socket.open();
  }

  #onEnded(kept: boolean): void {
    if (!this.#token) return; // Told twice: as an answer and as an event.
    this.#store.remove("token", "consent");
    this.emergency.leave();
    this.#reset();
    this.status = "idle";
    this.#socket.close();
    this.listener.ended(kept);
    this.listener.changed();
  }

  #reset(): void {
    this.session = undefined;
    this.said.clear();
    this.outbox.clear();
    this.#choices.clear();
    this.#isTyping = false;
  }

  #onLost(): void {
    this.#isTyping = false;
    if (this.status === "online") this.#setStatus("lost");
    else this.listener.changed();
  }

  #onRefused(refusal: Refusal): void {
    if (refusal.message !== "version") return; // Anything else may pass: we keep trying.
    this.#socket.close();
    this.#setStatus("outdated");
  }

  #setStatus(status: Status): void {
    this.status = status;
    clearTimeout(this.#unreachableTimer);
    if (status === "connecting" || status === "lost") {
      this.#unreachableTimer = setTimeout(() => {
        this.status = "unreachable";
        this.listener.changed();
      }, UNREACHABLE_AFTER_MS);
    }
    this.listener.changed();
  }
}
