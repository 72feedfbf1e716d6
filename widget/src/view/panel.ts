/** The chat's window: a dialog beside the page, on a small screen the whole of it. */

import type { Conversation } from "../conversation.ts";
import type { Preferences } from "../preferences.ts";
import type { Message } from "../protocol.ts";
import { type Strings } from "../strings.ts";
import { Announcer } from "./announcer.ts";
import { header, Notice, SafetyBar, type Header } from "./bars.ts";
import { Composer } from "./composer.ts";
import { consentPage } from "./consent.ts";
import { h, uniqueId } from "./dom.ts";
import { emergencyCard, type CardView } from "./emergency.ts";
import { narration } from "./narration.ts";
import { Scrolling } from "./scrolling.ts";
import { Settings } from "./settings.ts";
import { Transcript } from "./transcript.ts";

/** As in widget.css: on such a screen the chat covers the page. */
const SMALL_SCREEN = "(max-width: 30rem), (max-height: 26rem)";
/** Less room than this for the conversation, and everything scrolls together. */
const LEAST_LOG_EMS = 11;
/** How much of the panel the emergency card may take once the person writes on. */
const LARGEST_CARD = 0.3;

export interface PanelParts {
  conversation: Conversation;
  strings: Strings;
  preferences: Preferences;
  /** A first line of the page's own, before the assistant's. */
  greeting: string | undefined;
  onClose(): void;
  onExit(): void;
  onTextSize(): void;
}

export class Panel {
  readonly id = uniqueId();
  readonly element: HTMLDialogElement;
  readonly announcer = new Announcer();
  readonly #header: Header;
  readonly #safety: SafetyBar;
  readonly #notice: Notice;
  readonly #transcript: Transcript;
  readonly #scrolling: Scrolling;
  readonly #composer: Composer;
  readonly #chat: HTMLElement;
  #page: HTMLElement | undefined;
  #card: ({ of: string } & CardView) | undefined;
  #cardIsNew = false;
  #settings: Settings | undefined;
  #end: HTMLElement | undefined;
  #shownMessages = 0;

  constructor(private readonly parts: PanelParts) {
    const { conversation, onClose, onExit } = parts;
    const strings = this.#strings;
    const titleId = uniqueId();
    this.#header = header(strings, titleId, () => this.toggleSettings(), onClose);
    this.#safety = new SafetyBar(strings, onExit);
    this.#notice = new Notice(conversation, strings, this.announcer);
    this.#transcript = new Transcript(conversation, strings, parts.greeting);
    this.#composer = new Composer(strings, (text) => this.#onSay(text));
    this.element = h("dialog", { class: "panel", part: "panel", id: this.id, "aria-labelledby": titleId });
    this.#scrolling = new Scrolling(this.#transcript.element, this.element, strings.jump);
    this.#chat = h("div", { class: "body" }, this.#transcript.element, this.#scrolling.jump);
    this.element.append(
      this.#header.element,
      this.#safety.element,
      this.#notice.element,
      this.#chat,
      this.#composer.element,
      this.announcer.polite,
      this.announcer.assertive,
    );
    this.element.addEventListener("cancel", (event) => event.preventDefault());
    this.element.addEventListener("focusin", (event) => this.#cover(event.target as HTMLElement));
    this.element.addEventListener("keydown", (event) => this.#onKey(event));
  }

  get #strings(): Strings {
    return this.parts.strings;
  }

  /** What the person has begun to write. */
  get draft(): string {
    return this.#composer.text;
  }

  set draft(text: string) {
    this.#composer.text = text;
  }

  get isOpen(): boolean {
    return this.element.open;
  }

  /** Open; `byPerson` moves the focus in, anything else leaves it where it is. */
  open(byPerson: boolean): void {
    if (this.isOpen) return;
    this.#end = undefined;
    if (byPerson && matchMedia(SMALL_SCREEN).matches) this.element.showModal();
    else this.element.setAttribute("open", "");
    this.show();
    if (this.#card) this.#scrolling.revealCard(this.#card.element);
    else this.#scrolling.reveal(undefined, true);
    if (byPerson) this.focus();
  }

  close(): void {
    this.#closeSettings();
    if (this.isOpen) this.element.close();
  }

  /** Put the focus where the person goes on. */
  focus(): void {
    const heading = this.#page?.querySelector<HTMLElement>("h3");
    if (heading) heading.focus();
    else this.#composer.focus();
  }

  /** Show the state as it is now. */
  show(): void {
    const { conversation } = this.parts;
    if (conversation.clinic.name) this.#header.setTitle(conversation.clinic.name);
    this.#header.setSubtitle(conversation.isPaused ? this.#strings.subtitlePerson : this.#strings.subtitle);
    this.#safety.show(conversation.clinic.emergency_number ?? "911");
    this.#composer.limit = conversation.session?.limits.text ?? this.#composer.limit;
    this.#notice.show(this.isOpen);
    this.#showCard();
    this.#showPage();
    this.fit();
    this.#showMessages();
  }

  /** The conversation is deleted: say so, and offer to begin another. */
  showEnd(text: string): void {
    const strings = this.#strings;
    const { conversation } = this.parts;
    const begin = (): void => {
      this.#end = undefined;
      conversation.connect();
      this.show();
      this.focus();
    };
    const again = h("button", { class: "primary", type: "button", onclick: begin }, strings.beginAnew);
    const heading = h("h3", { tabindex: -1 }, text);
    this.#end = h("section", { class: "sheet", part: "end" }, heading, h("div", { class: "actions" }, again));
    this.#closeSettings();
    this.#showPage();
  }

  /** Say what came, for those who do not see it. */
  announce(messages: readonly Message[]): void {
    for (const message of messages) this.announcer.say(...narration(message, this.#strings));
  }

  /** Where the conversation would be too low to read, let the whole panel scroll. */
  fit(): void {
    const root = this.element.parentElement;
    if (!root || !this.isOpen) return;
    this.#keepAboveKeyboard();
    const em = parseFloat(getComputedStyle(this.element).fontSize);
    const fixed = [this.#header.element, this.#safety.element, this.#notice.element, this.#composer.element];
    const heights = fixed.map((one) => one.offsetHeight);
    const card = this.#card?.element.scrollHeight ?? 0;
    const rest = this.element.clientHeight - heights.reduce((sum, one) => sum + one, card);
    const isFlow = root.toggleAttribute("data-flow", rest < LEAST_LOG_EMS * em);
    if (!isFlow) this.element.scrollTop = 0;
  }

  /** On a phone the keyboard covers what is fixed to the screen, unless that is told its height. */
  #keepAboveKeyboard(): void {
    const { visualViewport: seen } = window;
    const applies = seen && seen.scale === 1 && matchMedia(SMALL_SCREEN).matches;
    this.element.style.height = applies ? `${seen.height}px` : "";
    this.element.style.top = applies ? `${seen.offsetTop}px` : "";
  }

  toggleSettings(): void {
    if (this.#settings) {
      this.#closeSettings();
      this.#header.menu.focus();
      return;
    }
    const { conversation, strings, preferences, onTextSize } = this.parts;
    this.#settings = new Settings({
      conversation,
      strings,
      preferences,
      announcer: this.announcer,
      onTextSize,
      onDone: () => this.toggleSettings(),
    });
    this.#header.menu.setAttribute("aria-expanded", "true");
    this.#header.menu.setAttribute("aria-label", this.#strings.menuClose);
    this.#showPage();
    this.#settings.heading.focus();
  }

  #closeSettings(): void {
    if (!this.#settings) return;
    this.#settings = undefined;
    this.#header.menu.setAttribute("aria-expanded", "false");
    this.#header.menu.setAttribute("aria-label", this.#strings.menu);
    this.#showPage();
  }

  /** One page at a time: settings, the consent, or the conversation. */
  #showPage(): void {
    const wanted = this.#wantedPage();
    const before = this.#focused;
    if (wanted !== this.#page) {
      this.#page?.remove();
      if (wanted) this.#chat.before(wanted);
      this.#page = wanted;
    }
    this.#chat.hidden = this.#composer.element.hidden = wanted !== undefined;
    // What had the focus is gone: it goes on where the person does, not to the page behind.
    if (before && !before.checkVisibility() && this.#holds(before)) this.focus();
  }

  #wantedPage(): HTMLElement | undefined {
    const { conversation, strings, onClose } = this.parts;
    if (this.#settings) return this.#settings.element;
    if (this.#end) return this.#end;
    if (conversation.hasConsent || !conversation.session?.is_new) return undefined;
    if (this.#page?.matches("[part='consent']")) return this.#page;
    return consentPage(conversation, strings, onClose);
  }

  /** Opened by itself on a small screen, it lets the page keep the focus until a person comes in. */
  #cover(target: HTMLElement): void {
    if (this.element.matches(":modal") || !matchMedia(SMALL_SCREEN).matches) return;
    this.element.close();
    this.element.showModal();
    target.focus();
  }

  /** Whether a focus that is gone was one of ours, not the launcher's. */
  #holds(element: Element): boolean {
    return !element.isConnected || this.element.contains(element);
  }

  get #focused(): Element | null {
    return (this.element.getRootNode() as ShadowRoot).activeElement;
  }

  /** Who writes on has read the card: where it is in the way, its text folds, the number stays. */
  #onSay(text: string): void {
    const height = this.#card?.element.offsetHeight ?? 0;
    if (height > this.element.clientHeight * LARGEST_CARD) this.#card?.fold();
    this.parts.conversation.say(text);
  }

  #showCard(): void {
    const strings = this.#strings;
    const { conversation } = this.parts;
    const { card, isLeft } = conversation.emergency;
    const of = card ? JSON.stringify([card, isLeft]) : undefined;
    if (of === this.#card?.of) return;
    this.#card?.element.remove();
    this.#card = undefined;
    if (!card || !of) return;
    const onClose = (): void => conversation.putEmergencyAway();
    const view = emergencyCard(card, strings, isLeft ? onClose : undefined);
    if (conversation.language) view.element.lang = conversation.language;
    this.#notice.element.before(view.element);
    this.#card = { of, ...view };
    this.#cardIsNew = true;
  }

  #showMessages(): void {
    const { said, typing } = this.parts.conversation;
    const messages = said.all;
    const isNew = messages.length !== this.#shownMessages;
    this.#shownMessages = messages.length;
    this.#transcript.show();
    if (this.#cardIsNew && this.#card) {
      this.#cardIsNew = false;
      if (this.#scrolling.revealCard(this.#card.element)) return;
    }
    if (!isNew && !typing) return;
    const last = messages.findLast((message) => message.who === "user");
    const isOwn = messages.at(-1)?.who === "user";
    this.#scrolling.reveal(last && this.#transcript.itemOf(last.id), isOwn);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    if (this.#settings) this.toggleSettings();
    else this.parts.onClose();
  }
}
