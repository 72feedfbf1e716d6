/** Elements without a framework and without markup in strings: nothing said can become HTML. */

type Child = Node | string | undefined | false;
type Listener = (event: Event) => void;

/**
 * Make an element. Attributes that are false or undefined are left out, true ones are empty, and
 * `on...` functions become listeners.
 */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string | number | boolean | undefined | Listener> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(...children.filter((child) => child !== undefined && child !== false));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** A drawing that says nothing to a screen reader: the control around it has a name. */
export function icon(path: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  const shape = document.createElementNS(SVG, "path");
  for (const [name, value] of Object.entries({
    viewBox: "0 0 24 24",
    "aria-hidden": "true",
    focusable: "false",
    class: "icon",
  })) {
    svg.setAttribute(name, value);
  }
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}

export const ICONS = {
  chat: "M4 4h16v12H9l-5 4z",
  close: "M6 6l12 12M18 6L6 18",
  menu: "M4 7h16M4 12h16M4 17h16",
  send: "M4 12h15M13 6l6 6-6 6",
  check: "M5 12.5l4.5 4.5L19 7.5",
  down: "M12 5v14M6 13l6 6 6-6",
  phone: "M6 3h4l2 5-2.5 2a12 12 0 0 0 4.5 4.5l2-2.5 5 2v4a2 2 0 0 1-2 2A17 17 0 0 1 4 5a2 2 0 0 1 2-2z",
  exit: "M14 4h6v16h-6M3 12h12M11 8l4 4-4 4",
  warning: "M12 3l10 18H2zM12 9v6M12 17.5v.5",
};

let count = 0;

/** An id for aria-labelledby and the like; the shadow root keeps it apart from the page's. */
export function uniqueId(): string {
  return `b${++count}`;
}

/** Text that only a screen reader says. */
export function spoken(text: string): HTMLElement {
  return h("span", { class: "spoken" }, text);
}

/** Keep a control in reach and readable, but let it do nothing; or let it work again. */
export function setIdle(control: HTMLElement, isIdle: boolean): void {
  if (isIdle) control.setAttribute("aria-disabled", "true");
  else control.removeAttribute("aria-disabled");
}

/** Make a control obey `setIdle`. */
export function idles<E extends HTMLElement>(control: E): E {
  control.addEventListener("click", (event) => {
    if (!control.hasAttribute("aria-disabled")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  });
  return control;
}
