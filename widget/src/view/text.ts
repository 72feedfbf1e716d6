/** Plain text as paragraphs and lists, with known phone numbers and the link of a visit to tap. */

import type { Clinic } from "../protocol.ts";
import { h } from "./dom.ts";

const BULLET = /^\s*[-•]\s+/;

/** What a line says, and the link behind it, at the end: a page of a visit, on the server alone. */
const VISIT = /^(.+?): (https?:\/\/[^\s/]+)?(\/booking\/view\/[\w.~-]+)$/;

/** The numbers that may be tapped wherever they are named. */
export function numbersOf(clinic: Partial<Clinic>): string[] {
  return [clinic.emergency_number, clinic.crisis_number, clinic.phone].filter(
    (number): number is string => Boolean(number),
  );
}

export function telephone(number: string): string {
  return `tel:${number.replace(/[^\d+]/g, "")}`;
}

/** Return the blocks of a message: each run of lines that begin with a dash is one list. */
export function blocks(text: string, numbers: readonly string[]): HTMLElement[] {
  const made: HTMLElement[] = [];
  let list: HTMLElement | undefined;
  let lines: string[] = [];
  const endParagraph = (): void => {
    if (lines.length) made.push(h("p", {}, ...linked(lines.join("\n"), numbers)));
    lines = [];
  };
  for (const line of text.trim().split("\n")) {
    if (BULLET.test(line)) {
      endParagraph();
      if (!list) made.push((list = h("ul")));
      list.append(h("li", {}, ...linked(line.replace(BULLET, ""), numbers)));
    } else {
      list = undefined;
      lines.push(line);
    }
  }
  endParagraph();
  return made;
}

/** A whole message that is the link of a visit, as the link; null for any other. */
export function visitLink(text: string, server: string): HTMLElement | null {
  const found = VISIT.exec(text.trim());
  if (!found) return null;
  // Whatever address the text names, the page is one of the server that this chat talks with.
  const href = server + found[3];
  return h("p", {}, h("a", { href, target: "_blank", rel: "noopener" }, found[1]));
}

function linked(text: string, numbers: readonly string[]): (string | HTMLElement)[] {
  if (!numbers.length) return [text];
  const any = numbers.map((number) => number.replace(/[^\w]/g, "\\$&")).join("|");
  // A number inside a longer one, such as a reference or another phone's, is not meant.
  const parts = text.split(new RegExp(`(?<![\\w-])(${any})(?![\\w-]|\\.\\d)`));
  return parts.map((part, index) =>
    index % 2 ? h("a", { href: telephone(part) }, part) : part,
  );
}
