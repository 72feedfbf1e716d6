/** Several signs in one answer: real check boxes, each with a "not sure", and a box for none. */

import type { Checklist } from "../protocol.ts";
import { fill, type Strings } from "../strings.ts";
import { h, idles, uniqueId } from "./dom.ts";

export interface Answer {
  text: string;
  payload: string;
}

interface Row {
  id: string;
  label: string;
  present: HTMLInputElement;
  unsure: HTMLInputElement;
}

export function checklistForm(
  list: Checklist,
  strings: Strings,
  send: (answer: Answer) => void,
): HTMLFormElement {
  const errorId = uniqueId();
  const hintId = uniqueId();
  const rows = list.items.map((item) => row(item, strings));
  const none = box();
  const error = h("p", { class: "error", id: errorId, role: "status" });
  const button = h("button", { class: "primary", type: "submit" }, strings.send);
  const fieldset = h(
    "fieldset",
    { "aria-describedby": `${hintId} ${errorId}` },
    h("legend", {}, list.question),
    h("p", { class: "hint", id: hintId }, strings.tickAll),
    h(
      "ul",
      { class: "items" },
      ...rows.map((one) => one.element),
      h("li", { class: "item none" }, h("label", {}, none, list.none)),
    ),
  );
  const form = h("form", { class: "question", part: "checklist", novalidate: true }, fieldset, error, button);

  form.addEventListener("change", (event) => {
    error.textContent = "";
    // Naming a sign takes "none" back. "None" takes back no sign: that would lose a danger unseen.
    if (event.target !== none && (event.target as HTMLInputElement).checked) none.checked = false;
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (button.hasAttribute("aria-disabled")) return;
    const fault = faultOf(rows, none, list, strings);
    error.textContent = fault ?? "";
    if (fault) return rows[0]?.present.focus();
    form.dataset["answered"] = "";
    button.textContent = strings.answered;
    send(answerOf(list, rows, strings));
  });
  return form;
}

function box(label?: string): HTMLInputElement {
  return idles(h("input", { type: "checkbox", "aria-label": label }));
}

function row(
  item: { id: string; label: string },
  strings: Strings,
): Row & { element: HTMLElement } {
  const present = box();
  const unsure = box(fill(strings.unsureAbout, { label: item.label }));
  present.addEventListener("change", () => (unsure.checked &&= !present.checked));
  unsure.addEventListener("change", () => (present.checked &&= !unsure.checked));
  const element = h(
    "li",
    { class: "item" },
    h("label", {}, present, item.label),
    h("label", { class: "unsure" }, unsure, strings.unsure),
  );
  return { ...item, present, unsure, element };
}

function faultOf(
  rows: readonly Row[],
  none: HTMLInputElement,
  list: Checklist,
  strings: Strings,
): string | undefined {
  const some = rows.some((one) => one.present.checked || one.unsure.checked);
  if (some && none.checked) return fill(strings.contradiction, { none: list.none });
  return some || none.checked ? undefined : fill(strings.nothingTicked, { none: list.none });
}

function answerOf(list: Checklist, rows: readonly Row[], strings: Strings): Answer {
  const present = rows.filter((one) => one.present.checked);
  const unsure = rows.filter((one) => one.unsure.checked);
  const said = [
    present.map((one) => one.label).join(". "),
    unsure.length ? `${strings.unsure}: ${unsure.map((one) => one.label).join("; ")}` : "",
  ].filter(Boolean);
  const ids = (some: readonly Row[]): string[] => some.map((one) => one.id);
  const value = { about: list.about, shown: ids(rows), present: ids(present), unsure: ids(unsure) };
  return {
    text: said.length ? said.join(". ") : list.none,
    payload: `/answer_list${JSON.stringify(value)}`,
  };
}
