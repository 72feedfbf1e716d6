/** A number to choose: radio buttons, so that arrow keys work and a reader says "3 of 11". */

import type { Scale } from "../protocol.ts";
import type { Strings } from "../strings.ts";
import { h, idles, uniqueId } from "./dom.ts";

export function scaleForm(
  scale: Scale,
  strings: Strings,
  send: (number: string) => void,
): HTMLFormElement {
  const name = uniqueId();
  const errorId = uniqueId();
  const error = h("p", { class: "error", id: errorId, role: "status" });
  const button = h("button", { class: "primary", type: "submit" }, strings.send);
  const steps = Array.from({ length: scale.maximum - scale.minimum + 1 }, (_, index) =>
    step(name, scale, scale.minimum + index),
  );
  const form = h(
    "form",
    { class: "question", part: "scale", novalidate: true },
    h(
      "fieldset",
      { "aria-describedby": errorId },
      h("legend", {}, scale.question),
      h("div", { class: "steps" }, ...steps),
    ),
    h(
      "p",
      { class: "ends", "aria-hidden": "true" },
      h("span", {}, `${scale.minimum}: ${scale.low}`),
      h("span", {}, `${scale.maximum}: ${scale.high}`),
    ),
    h("p", { class: "hint" }, strings.orInWords),
    error,
    button,
  );
  form.addEventListener("change", () => (error.textContent = ""));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (button.hasAttribute("aria-disabled")) return;
    const chosen = form.querySelector<HTMLInputElement>("input:checked");
    if (!chosen) {
      error.textContent = strings.pickNumber;
      return form.querySelector("input")?.focus();
    }
    form.dataset["answered"] = "";
    button.textContent = strings.answered;
    send(chosen.value);
  });
  return form;
}

function step(name: string, scale: Scale, value: number): HTMLElement {
  const ends: Record<number, string> = { [scale.minimum]: scale.low, [scale.maximum]: scale.high };
  const meaning = ends[value];
  const input = h("input", {
    type: "radio",
    name,
    value,
    "aria-label": meaning ? `${value}, ${meaning}` : undefined,
  });
  idles(input);
  return h("label", {}, input, h("span", {}, String(value)));
}
