/** What was said, in order, each message once. */

import type { Outbox } from "./outbox.ts";
import { GREETING, type BotMessage, type Message, type Say } from "./protocol.ts";

const MOST = 1000;

export class MessageList {
  all: Message[];

  constructor(private readonly outbox: Outbox) {
    this.all = outbox.shown.map(asMessage);
  }

  get last(): Message | undefined {
    return this.all.at(-1);
  }

  has(id: string): boolean {
    return this.all.some((message) => message.id === id);
  }

  /** What the person says here, or said in another window. */
  add(say: Say & { at?: number }): void {
    if (isShown(say) && !this.has(say.id)) this.all.push({ ...asMessage(say), ...say });
  }

  /** Take one away and return it. */
  take(id: string): Message | undefined {
    const message = this.all.find((one) => one.id === id);
    this.all = this.all.filter((one) => one !== message);
    return message;
  }

  /** Replace everything with the server's history; return what is news to a person who was here. */
  replace(history: readonly Message[], language?: string): Message[] {
    const hadSome = this.all.some((message) => message.who === "bot");
    const news = history.filter((message) => message.who === "bot" && !this.has(message.id));
    this.all = [
      ...history
        .filter((message) => message.who === "bot" || isShown(message))
        .map((message) => ({ language, ...message })),
      ...this.all.filter((message) => this.outbox.isRefused(message.id)),
      ...this.outbox.shown.map(asMessage),
    ];
    return hadSome ? news : [];
  }

  /** Put replies before what the person wrote since and the server has not seen; return the new. */
  insert(replies: readonly BotMessage[], language?: string): Message[] {
    const news = replies
      .filter((message) => !this.has(message.id))
      .map((message): Message => ({ ...message, who: "bot", at: Date.now() / 1000, language }));
    const place = this.all.findIndex((message) => this.outbox.has(message.id));
    this.all.splice(place < 0 ? this.all.length : place, 0, ...news);
    this.all.splice(0, this.all.length - MOST);
    return news;
  }

  clear(): void {
    this.all = [];
  }
}

export function isShown(message: { text?: string }): boolean {
  return message.text !== GREETING;
}

function asMessage(say: Say): Message {
  return { id: say.id, who: "user", text: say.text, at: Date.now() / 1000 };
}
