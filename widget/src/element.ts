/** `<backline-chat>`: the launcher, the panel, and what ties them to the page. */

import { Conversation } from "./conversation.ts";
import type { Listener } from "./listener.ts";
import { Preferences } from "./preferences.ts";
import type { Clinic, EmergencyCard, Message } from "./protocol.ts";
import { chime } from "./sound.ts";
import { stringsFor, type Strings } from "./strings.ts";
import { h } from "./view/dom.ts";
import { Launcher } from "./view/launcher.ts";
import { Panel } from "./view/panel.ts";
import css from "./widget.css";

const FIRST_LANGUAGE = "en";
const DARK = "(prefers-color-scheme: dark)";

export const UNREAD_EVENT = "backline:unreadcountchange";

export class BacklineChat extends HTMLElement implements Listener {
  static readonly observedAttributes = ["language", "position", "theme"];

  #conversation: Conversation | undefined;
  #panel: Panel | undefined;
  #launcher: Launcher | undefined;
  #root = h("div", { class: "root" });
  readonly #preferences = new Preferences();
  #unread = 0;
  #isHidden = false;
  #returnTo: HTMLElement | undefined;
  #leave = new AbortController();

  get unreadCount(): number {
    return this.#unread;
  }

  connectedCallback(): void {
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    style(root);
    root.replaceChildren(this.#root);
    this.#leave = new AbortController();
    this.#conversation = new Conversation(this.#server, this, this.#known);
    this.#build();
    this.#listen();
    if (this.#conversation.isBegun || this.#conversation.emergency.card) this.#conversation.connect();
    if (this.#conversation.emergency.card) this.open(false);
  }

  disconnectedCallback(): void {
    this.#leave.abort();
    this.#conversation?.close();
  }

  attributeChangedCallback(name: string): void {
    if (!this.#panel) return;
    if (name === "language") this.#build();
    else this.#dress();
  }

  /** Open the chat; `byPerson` says that a person asked for it, who then gets the focus. */
  open(byPerson = true): void {
    const panel = this.#panel;
    if (!panel || panel.isOpen) return;
    const focused = document.activeElement;
    this.#returnTo = focused instanceof HTMLElement && focused !== this ? focused : undefined;
    this.#setUnread(0);
    panel.open(byPerson);
    this.#conversation?.connect();
    this.changed();
  }

  close(): void {
    if (!this.#panel?.isOpen) return;
    const hadFocus = this.shadowRoot?.activeElement !== null;
    this.#panel.close();
    this.changed();
    if (!hadFocus) return;
    if (this.#returnTo?.isConnected && this.#returnTo !== document.body) this.#returnTo.focus();
    else this.#launcher?.element.focus();
  }

  /** Show or hide the launcher. */
  setShown(isShown: boolean): void {
    this.#isHidden = !isShown;
    if (!isShown) this.close();
    this.#dress();
  }

  /** Forget everything about this visit in this browser, as when somebody logs out. */
  forgetHere(): void {
    this.#conversation?.clear();
    this.#preferences.forget();
  }

  changed(): void {
    if (this.#panel && stringsFor(this.#language).language !== this.#root.lang) this.#build();
    this.#panel?.show();
    this.#launcher?.show(this.#panel?.isOpen ?? false, this.#unread, Boolean(this.#conversation?.emergency.card));
  }

  heard(messages: readonly Message[]): void {
    if (this.#preferences.sound) chime();
    if (this.#panel?.isOpen) this.#panel.announce(messages);
    else this.#setUnread(this.#unread + messages.length);
  }

  alarmed(card: EmergencyCard): void {
    this.open(false);
    this.changed();
    this.#panel?.announcer.alarm(this.#strings.emergencyAlert, card.heading, card.text);
  }

  ended(kept: boolean): void {
    const { forgotten, forgottenKept } = this.#strings;
    this.#setUnread(0);
    this.#panel?.announcer.say(kept ? forgottenKept : forgotten);
    this.#panel?.showEnd(kept ? forgottenKept : forgotten);
  }

  get #server(): string {
    return new URL(this.getAttribute("server") ?? ".", document.baseURI).origin;
  }

  /** The attributes `phone`, `name` and `emergency-number`, for a server that cannot be reached. */
  get #known(): Partial<Clinic> {
    const given = {
      name: this.getAttribute("name"),
      phone: this.getAttribute("phone"),
      emergency_number: this.getAttribute("emergency-number"),
    };
    return Object.fromEntries(Object.entries(given).filter(([, value]) => value)) as Partial<Clinic>;
  }

  get #strings(): Strings {
    return stringsFor(this.#language).strings;
  }

  get #language(): string {
    const given = this.getAttribute("language");
    if (given) return given;
    // Another language than the assistant's first is the person's own: it goes before the page's.
    const spoken = this.#conversation?.language ?? FIRST_LANGUAGE;
    return spoken === FIRST_LANGUAGE ? document.documentElement.lang || spoken : spoken;
  }

  /** Make the views, also anew for another language. */
  #build(): void {
    const { isOpen = false, draft = "" } = this.#panel ?? {};
    const hadFocus = this.shadowRoot?.activeElement !== null;
    const wording = stringsFor(this.#language);
    const conversation = this.#conversation as Conversation;
    this.#panel = new Panel({
      conversation,
      strings: wording.strings,
      preferences: this.#preferences,
      greeting: this.getAttribute("greeting") ?? undefined,
      onClose: () => this.close(),
      onExit: () => this.#exit(),
      onTextSize: () => this.#dress(),
    });
    this.#launcher = new Launcher(wording.strings, this.#panel.id, () =>
      this.#panel?.isOpen ? this.close() : this.open(),
    );
    this.#root.lang = wording.language;
    this.#root.replaceChildren(this.#panel.element, this.#launcher.element);
    this.#dress();
    this.#panel.draft = draft;
    if (isOpen) this.#panel.open(hadFocus);
    else if (hadFocus) this.#launcher.element.focus();
    this.changed();
  }

  /** Everything about the looks that an attribute, the system or the person decides. */
  #dress(): void {
    const theme = this.getAttribute("theme");
    const isDark = theme === "dark" || (theme !== "light" && matchMedia(DARK).matches);
    this.#root.toggleAttribute("data-dark", isDark);
    this.#root.dataset["position"] = this.getAttribute("position") === "left" ? "left" : "right";
    this.#root.style.fontSize = `${this.#preferences.textSize}%`;
    if (this.#launcher) this.#launcher.element.hidden = this.#isHidden;
    this.#panel?.fit();
  }

  #listen(): void {
    const { signal } = this.#leave;
    matchMedia(DARK).addEventListener("change", () => this.#dress(), { signal });
    for (const seen of [window, visualViewport]) {
      seen?.addEventListener("resize", () => this.#panel?.fit(), { signal });
    }
    visualViewport?.addEventListener("scroll", () => this.#panel?.fit(), { signal });
    // A page in the back-forward cache must not hold a socket; it comes back with what it had.
    addEventListener("pagehide", () => this.#conversation?.close(), { signal });
    addEventListener("pageshow", () => this.#resume(), { signal });
    document.addEventListener("visibilitychange", () => this.#resume(), { signal });
  }

  #resume(): void {
    const conversation = this.#conversation;
    const isWanted = conversation?.isBegun || this.#panel?.isOpen;
    if (isWanted && document.visibilityState === "visible") conversation?.connect();
  }

  /** Leave at once: first out of sight, then out of the browser's memory, then away. */
  #exit(): void {
    this.hidden = true;
    document.documentElement.hidden = true;
    this.forgetHere();
    this.#conversation?.close();
    const to = this.getAttribute("exit-url") ?? "about:blank";
    try {
      (window.top ?? window).location.replace(to);
    } catch {
      location.replace(to);
    }
  }

  #setUnread(count: number): void {
    if (count === this.#unread) return;
    this.#unread = count;
    this.dispatchEvent(new CustomEvent(UNREAD_EVENT, { detail: count, bubbles: true, composed: true }));
    this.changed();
  }
}

/** A constructed sheet needs no hole in the page's content security policy. */
function style(root: ShadowRoot): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];
}

