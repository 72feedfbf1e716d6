/** Plain text as paragraphs and lists, with known phone numbers to tap. */

import type { Clinic } from "../protocol.ts";
import { h } from "./dom.ts";

const BULLET = /^\s*[-•]\s+/;

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

function linked(text: string, numbers: readonly string[]): (string | HTMLElement)[] {
  if (!numbers.length) return [text];
  const any = numbers.map((number) => number.replace(/[^\w]/g, "\\$&")).join("|");
  // A number inside a longer one, such as a reference or another phone's, is not meant.
  const parts = text.split(new RegExp(`(?<![\\w-])(${any})(?![\\w-]|\\.\\d)`));
  return parts.map((part, index) =>
    index % 2 ? h("a", { href: telephone(part) }, part) : part,
  );
}
