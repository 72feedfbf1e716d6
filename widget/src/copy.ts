/** The person's own copy of what was said: as a text file, or on paper. */

import type { Conversation } from "./conversation.ts";
import { GREETING, type Message, type Transcript } from "./protocol.ts";
import { personOf, type Strings } from "./strings.ts";
import { h } from "./view/dom.ts";

interface Line {
  who: string;
  at: string;
  text: string;
}

export interface Copy {
  title: string;
  phone: string;
  lines: Line[];
  /** False when the server could not give it: then it is what the screen shows. */
  isComplete: boolean;
}

export async function copyOf(conversation: Conversation, strings: Strings): Promise<Copy> {
  const transcript: Transcript | undefined = await conversation.transcript();
  const clinic = transcript?.clinic ?? conversation.clinic;
  const messages = transcript?.messages ?? conversation.said.all;
  return {
    title: clinic.name ?? "",
    phone: clinic.phone ?? "",
    lines: messages.filter((one) => one.text && one.text !== GREETING).map((one) => line(one, strings)),
    isComplete: transcript !== undefined,
  };
}

function line(message: Message, strings: Strings): Line {
  const at = message.at ? new Date(message.at * 1000).toLocaleString() : "";
  const them = message.speaker ? `${personOf(message, strings)}:` : strings.saidBot;
  const who = message.who === "user" ? strings.saidUser : them;
  return { who, at, text: message.text ?? "" };
}

/** Hand the copy over as a file. */
export function save(copy: Copy): void {
  const parts = copy.lines.map(({ who, at, text }) => `${at}\n${who} ${text}\n`);
  const file = new Blob([[copy.title, copy.phone, "", ...parts].join("\n")], { type: "text/plain" });
  const url = URL.createObjectURL(file);
  h("a", { href: url, download: "conversation.txt" }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

const SCREEN = "backline-print { display: none; }";
const PAPER = `@media print {
  body > :not(backline-print) { display: none !important; }
  backline-print { display: block !important; }
}`;
const SHEET = `
  :host { font: 12pt/1.4 serif; color: #000; background: #fff; }
  h1 { font-size: 16pt; } dt { margin-top: 8pt; font-weight: bold; break-after: avoid; }
  dd { margin: 0; white-space: pre-line; }`;

/** Print the copy alone, whatever page it stands on. */
export function print(copy: Copy): void {
  const paper = document.createElement("backline-print");
  const root = paper.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [sheet(SHEET)];
  root.append(
    h("h1", {}, copy.title),
    h("p", {}, copy.phone),
    h("dl", {}, ...copy.lines.flatMap(({ who, at, text }) => [h("dt", {}, `${who} ${at}`), h("dd", {}, text)])),
  );
  const rules = [sheet(SCREEN), sheet(PAPER)];
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, ...rules];
  document.body.append(paper);
  const after = (): void => {
    removeEventListener("afterprint", after);
    paper.remove();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => !rules.includes(one));
  };
  addEventListener("afterprint", after);
  window.print();
}

function sheet(text: string): CSSStyleSheet {
  const made = new CSSStyleSheet();
  made.replaceSync(text);
  return made;
}
