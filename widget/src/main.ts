/** What one script line does: define the element, put one into the page, and answer `Backline(...)`. */

import { BacklineChat, UNREAD_EVENT } from "./element.ts";

type Command = [verb: string, ...values: unknown[]];
interface Api {
  (...command: Command): void;
  /** Calls made before this script was there. */
  q?: Iterable<ArrayLike<unknown>>;
}

const TAG = "backline-chat";
const script = document.currentScript as HTMLScriptElement | null;
const scope = window as unknown as { Backline?: Api };

/** Attributes for the element: `data-language` and the like of the script line. */
function boot(options: Record<string, unknown> = {}): BacklineChat {
  const there = document.querySelector(TAG);
  const chat = there instanceof BacklineChat ? there : (document.createElement(TAG) as BacklineChat);
  if (!chat.hasAttribute("server") && script?.src) chat.setAttribute("server", new URL(script.src).origin);
  if (chat !== there) assign(chat, { ...script?.dataset });
  assign(chat, options);
  if (!chat.isConnected) document.body.append(chat);
  return chat;
}

function assign(chat: BacklineChat, options: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(options)) {
    const attribute = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    if (value === null || value === undefined) chat.removeAttribute(attribute);
    else chat.setAttribute(attribute, String(value));
  }
}

let current: BacklineChat | undefined;

const verbs: Record<string, (value?: unknown) => void> = {
  boot: (options) => (current = boot(options as Record<string, unknown>)),
  // A page that opens the chat by itself leaves the focus to whoever is writing there.
  open: () => (current ??= boot()).open(navigator.userActivation?.isActive ?? true),
  close: () => current?.close(),
  show: () => (current ??= boot()).setShown(true),
  hide: () => current?.setShown(false),
  update: (options) => current && assign(current, (options ?? {}) as Record<string, unknown>),
  shutdown: () => {
    current?.forgetHere();
    current?.remove();
    current = undefined;
  },
  onUnreadCountChange: (told) => {
    const tell = told as (count: number) => void;
    document.addEventListener(UNREAD_EVENT, (event) => tell((event as CustomEvent<number>).detail));
    tell(current?.unreadCount ?? 0);
  },
};

const api: Api = (verb, value) => {
  const act = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  if (!act) throw new TypeError(`Backline: there is no "${verb}"; try ${Object.keys(verbs).join(", ")}`);
  act(value);
};

function start(): void {
  const early = scope.Backline?.q ?? [];
  customElements.define(TAG, BacklineChat);
  scope.Backline = api;
  if (script?.dataset["manual"] === undefined) current = boot();
  for (const command of early) api(...(Array.from(command) as Command));
}

// A page that names the script twice has one chat.
if (!customElements.get(TAG)) {
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
}
