/* The console's only script: refreshes, the badge, keys, and the end of an idle session.
   Pages work without it. */
"use strict";

(() => {
  const KEYS_OFF = "backline-keys-off";
  const PING_MS = 120_000;
  const WARNING_MS = 60_000;
  const pending = { prefix: "", timer: 0 };

  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const one = (id) => document.getElementById(id);

  /* Refreshes say that they are none of the reader's doing. */
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.elt.dataset.refresh) event.detail.headers["X-Backline-Refresh"] = "1";
  });

  /* What somebody is typing in, or has opened, stays as it is. */
  document.addEventListener("htmx:beforeRequest", (event) => {
    const element = event.detail.elt;
    if (!element.dataset.refresh) return;
    const isTyped = element.contains(document.activeElement) && isTyping(document.activeElement);
    if (isTyped || element.querySelector("details[open], dialog[open]")) event.preventDefault();
  });

  /* The focus comes back to the same link or button of what was fetched anew. */
  let held = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const part = event.detail.target;
    const focused = document.activeElement;
    held = null;
    if (!part?.id || !part.contains(focused) || focused === document.body) return;
    const href = focused.getAttribute("href");
    const key = focused.dataset.key;
    const own = focused.id ? `#${CSS.escape(focused.id)}` : href ? `[href="${CSS.escape(href)}"]` : key ? `[data-key="${CSS.escape(key)}"]` : null;
    held = own && `#${CSS.escape(part.id)} ${own}`;
  });

  document.addEventListener("htmx:afterSwap", () => {
    if (held && document.activeElement === document.body) document.querySelector(held)?.focus({ preventScroll: true });
    held = null;
    showBadge();
  });

  function showBadge() {
    const badge = Number(one("places")?.dataset.badge ?? 0);
    const bare = document.title.replace(/^\(\d+\) /, "");
    document.title = badge ? `(${badge}) ${bare}` : bare;
  }

  /* Questions before what cannot be undone. */
  document.addEventListener("submit", (event) => {
    const question = event.target.dataset?.confirm;
    if (question && !confirm(question)) event.preventDefault();
  });

  /* Keys. */
  const keysOn = () => localStorage.getItem(KEYS_OFF) !== "1";

  function press(element) {
    element.scrollIntoView({ block: "nearest" });
    /* Also what is ticked, so that Tab and the arrows go on from there; nothing is chosen for anybody. */
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName)) element.focus();
    if (element.type === "checkbox" || !/^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName)) element.click();
  }

  function walk(step) {
    const rows = all("[data-row]");
    if (!rows.length) return;
    const here = rows.findIndex((row) => row === document.activeElement || row.contains(document.activeElement));
    const next = rows[here < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(here + step, 0), rows.length - 1)];
    (next.matches("a, button, [tabindex]") ? next : next.querySelector("a, button"))?.focus();
  }

  function isTyping(element) {
    return element.isContentEditable || /^(TEXTAREA|SELECT)$/.test(element.tagName) || (element.tagName === "INPUT" && !/^(checkbox|radio|submit|button)$/.test(element.type));
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isTyping(event.target)) return event.target.blur();
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]") || (!keysOn() && event.key !== "?")) return;
    const typed = pending.prefix ? `${pending.prefix} ${event.key}` : event.key;
    clearTimeout(pending.timer);
    pending.prefix = "";
    const named = all("[data-key]").filter((element) => element.dataset.key === typed && (element.hidden === false || typed === "?"));
    /* Where every row has a key of its own, it is the row's in which the focus is. */
    const row = document.activeElement?.closest("[data-row]");
    const wanted = named.find((element) => row?.contains(element)) ?? named[0];
    if (wanted) {
      event.preventDefault();
      return press(wanted);
    }
    if (typed === "j" || typed === "k") {
      event.preventDefault();
      return walk(typed === "j" ? 1 : -1);
    }
    if (all("[data-key]").some((element) => element.dataset.key.startsWith(`${typed} `))) {
      pending.prefix = typed;
      pending.timer = setTimeout(() => (pending.prefix = ""), 1500);
    }
  });

  function listKeys() {
    const rows = all("[data-key]").map((element) => [element.dataset.key, element.dataset.does || element.innerText.trim() || element.labels?.[0]?.innerText || ""]);
    if (document.querySelector("[data-row]")) rows.push(["j", "Next row"], ["k", "Row before"], ["Enter", "Open the row"]);
    rows.push(["Esc", "Leave a field"]);
    const seen = new Set();
    one("keys").replaceChildren(
      ...rows.filter(([key]) => !seen.has(key) && seen.add(key)).flatMap(([key, does]) => {
        const term = document.createElement("dt");
        for (const part of key.split(" ")) {
          const kbd = document.createElement("kbd");
          kbd.textContent = part;
          term.append(kbd, " ");
        }
        const meaning = document.createElement("dd");
        meaning.textContent = does;
        return [term, meaning];
      }),
    );
  }

  for (const button of all("[data-open]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      if (button.dataset.open === "shortcuts") listKeys();
      one(button.dataset.open).showModal();
    });
  }
  /* Paper cannot be opened: what is folded up on the screen is printed in full. */
  for (const button of all("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
  addEventListener("beforeprint", () => {
    for (const folded of all("details:not([open])")) {
      folded.dataset.folded = "1";
      folded.open = true;
    }
  });
  addEventListener("afterprint", () => {
    for (const folded of all("details[data-folded]")) {
      delete folded.dataset.folded;
      folded.open = false;
    }
  });

  const box = one("keys-on");
  if (box) {
    box.checked = keysOn();
    box.addEventListener("change", () => localStorage.setItem(KEYS_OFF, box.checked ? "0" : "1"));
  }

  /* An idle session ends on the screen as it ends on the server. */
  const idleMs = Number(document.body.dataset.idle ?? 0) * 1000;
  if (idleMs) {
    let activeAt = Date.now();
    let toldAt = Date.now();
    const tell = async () => {
      toldAt = Date.now();
      const answer = await fetch("/staff/alive", { cache: "no-store" }).catch(() => null);
      if (answer?.status === 401) location.reload();
    };
    const isActive = () => {
      activeAt = Date.now();
      if (one("idle").hidden && activeAt - toldAt > PING_MS) tell();
    };
    for (const kind of ["keydown", "pointerdown", "scroll"]) addEventListener(kind, isActive, { passive: true, capture: true });
    one("stay").addEventListener("click", () => {
      one("idle").hidden = true;
      activeAt = Date.now();
      tell();
    });
    setInterval(() => {
      const left = idleMs - (Date.now() - Math.max(activeAt, toldAt));
      one("idle").hidden = left > WARNING_MS;
      if (left <= 0) location.reload();
    }, 5000);
  }
  showBadge();
})();
