/** The visible conversation. Elements are made once per message and stay, so that focus does too. */

import type { Conversation } from "../conversation.ts";
import type { Button, Message } from "../protocol.ts";
import { fill, personOf, type Strings } from "../strings.ts";
import { checklistForm } from "./checklist.ts";
import { h, icon, ICONS, idles, setIdle, spoken, uniqueId } from "./dom.ts";
import { scaleForm } from "./scale.ts";
import { blocks, numbersOf, visitLink } from "./text.ts";

export class Transcript {
  readonly #list = h("ol");
  readonly #typing = h("p", { class: "typing", hidden: true }, h("i"), h("i"), h("i"));
  readonly element: HTMLElement;

  readonly #items = new Map<string, HTMLElement>();

  constructor(
    private readonly conversation: Conversation,
    private readonly strings: Strings,
    greeting: string | undefined,
  ) {
    this.#typing.append(spoken(strings.typing));
    this.element = h(
      "div",
      // A log is read out by itself, and badly when controls come along: the announcer does that.
      { class: "log", part: "transcript", role: "log", "aria-live": "off", "aria-label": strings.conversation, tabindex: 0 },
      greeting ? h("p", { class: "bubble greeting", part: "bubble bubble-bot" }, greeting) : "",
      this.#list,
      this.#typing,
    );
  }

  /** Show the conversation as it is now. */
  show(): void {
    const { said, typing } = this.conversation;
    const messages = said.all;
    const wanted = new Set(messages.map((message) => message.id));
    for (const [id, item] of this.#items) {
      if (!wanted.has(id)) {
        item.remove();
        this.#items.delete(id);
      }
    }
    messages.forEach((message, index) => this.#place(message, index));
    this.#typing.hidden = !typing;
  }

  /** The element of a message that is shown. */
  itemOf(id: string): HTMLElement | undefined {
    return this.#items.get(id);
  }

  #place(message: Message, index: number): void {
    let item = this.#items.get(message.id);
    if (!item) {
      item = message.who === "user" ? this.#userItem(message) : this.#botItem(message, index);
      this.#items.set(message.id, item);
    }
    if (this.#list.children[index] !== item) {
      this.#list.insertBefore(item, this.#list.children[index] ?? null);
    }
    if (message.who === "user") this.#showDelivery(message, item);
    else this.#idle(item, !this.conversation.canAnswer(message));
  }

  #userItem(message: Message): HTMLElement {
    return h(
      "li",
      { class: "message user", part: "message message-user" },
      h("div", { class: "bubble", part: "bubble bubble-user" }, spoken(this.strings.saidUser), h("p", {}, message.text ?? "")),
      h("p", { class: "delivery", hidden: true }),
    );
  }

  #showDelivery(message: Message, item: HTMLElement): void {
    const line = item.querySelector<HTMLElement>(".delivery");
    const delivery = this.conversation.deliveryOf(message.id);
    if (!line || line.dataset["state"] === (delivery ?? "")) return;
    line.dataset["state"] = delivery ?? "";
    line.hidden = !delivery;
    line.classList.toggle("bad", delivery === "failed" || delivery === "too_long");
    const { strings } = this;
    if (delivery === "failed") {
      const again = (): void => this.conversation.sayAgain(message.id);
      const button = h("button", { class: "text-button", type: "button", onclick: again }, strings.sendAgain);
      line.replaceChildren(fill(strings.refused, { reason: "" }), button);
    } else if (delivery === "too_long") {
      line.replaceChildren(fill(strings.refused, { reason: strings.inParts }));
    } else if (delivery) {
      line.replaceChildren(delivery === "slow" ? strings.slowDown : strings.waiting);
    }
  }

  #botItem(message: Message, index: number): HTMLElement {
    const { custom } = message;
    const isOpen = this.conversation.isOffered(message);
    const who = message.speaker ?? "bot";
    const item = h("li", { class: `message bot ${who}`, part: `message message-${who}` });
    const say = (text: string, payload?: string): void => this.conversation.say(text, payload);
    if (isOpen && custom?.kind === "checklist") {
      const form = checklistForm(custom, this.strings, ({ text, payload }) => say(text, payload));
      item.append(spoken(this.strings.saidBot), form);
    } else if (isOpen && custom?.kind === "scale") {
      item.append(spoken(this.strings.saidBot), scaleForm(custom, this.strings, (number) => say(number)));
    } else {
      item.append(...this.#bubble(message), ...this.#choices(message, index));
    }
    // What the assistant says may be in another language than the widget around it.
    const { language } = message;
    if (language) for (const part of item.querySelectorAll<HTMLElement>(":scope > :not(.spoken)")) part.lang = language;
    return item;
  }

  #bubble(message: Message): HTMLElement[] {
    if (!message.text && !message.image) return [];
    const isPerson = message.speaker === "person";
    const bubble = h(
      "div",
      { class: "bubble", part: `bubble bubble-${isPerson ? "person" : "bot"}` },
      isPerson ? h("p", { class: "speaker" }, personOf(message, this.strings)) : spoken(this.strings.saidBot),
      ...this.#words(message.text ?? ""),
    );
    if (message.image) bubble.append(h("img", { src: message.image, alt: "" }));
    return [bubble];
  }

  #words(text: string): HTMLElement[] {
    const link = visitLink(text, this.conversation.server);
    return link ? [link] : blocks(text, numbersOf(this.conversation.clinic));
  }

  #choices(message: Message, index: number): HTMLElement[] {
    const buttons = message.custom?.kind === "checklist" ? [] : (message.buttons ?? []);
    if (!buttons.length) return [];
    const answer = this.#answerAfter(index);
    const id = uniqueId();
    const group = h("div", { class: "choices", part: "choices", role: "group", "aria-labelledby": id }, h("span", { class: "spoken", id }, this.strings.choices));
    for (const button of buttons) group.append(this.#choice(button, group, answer === button.title));
    return [group];
  }

  #choice(button: Button, group: HTMLElement, isChosen: boolean): HTMLElement {
    const choice = idles(h("button", { class: "choice", part: "choice", type: "button" }, button.title));
    if (isChosen) mark(choice, group);
    choice.addEventListener("click", () => {
      mark(choice, group);
      this.conversation.say(button.title, button.payload);
    });
    return choice;
  }

  /** What the person said right after a message, to mark an answer given before a reload. */
  #answerAfter(index: number): string | undefined {
    const next = this.conversation.said.all[index + 1];
    return next?.who === "user" ? next.text : undefined;
  }

  /** What is answered, or cannot be answered now, stays in sight and in reach but does nothing. */
  #idle(item: HTMLElement, isIdle: boolean): void {
    const given = item.querySelector<HTMLElement>(".choices, .question");
    if (!given) return;
    const rests = isIdle || given.dataset["answered"] !== undefined;
    given.classList.toggle("idle", rests);
    given.querySelectorAll<HTMLElement>("button, input").forEach((one) => {
      setIdle(one, rests);
      // Of what is answered the keyboard meets the choice, not ten buttons that do nothing.
      one.tabIndex = rests && one.getAttribute("aria-pressed") !== "true" ? -1 : 0;
    });
  }
}

function mark(choice: HTMLElement, group: HTMLElement): void {
  group.dataset["answered"] = "";
  choice.setAttribute("aria-pressed", "true");
  choice.prepend(icon(ICONS.check));
}
