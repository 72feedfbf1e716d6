/** The widget as a person meets it: by names and roles, never by its inside. */

import { faults } from "./axe.mjs";

export class Chat {
  constructor(page) {
    this.page = page;
    this.root = page.locator("backline-chat");
    this.launcher = this.root.locator(".launcher");
    this.panel = this.root.locator("dialog");
    this.input = this.root.getByRole("textbox", { name: "Your message" });
    this.log = this.root.getByRole("log");
    this.card = this.root.locator("[part=emergency]");
    this.notice = this.root.locator("[part=notice]");
  }

  async open() {
    await this.launcher.click();
    await this.panel.waitFor();
  }

  /** Open, agree, and wait for the greeting. */
  async begin() {
    await this.open();
    await this.button("Start the chat").click();
    await this.button("My back hurts").waitFor();
  }

  button(name) {
    return this.root.getByRole("button", { name });
  }

  /** Messages in order, as a screen reader gets them: who, and what. */
  async said() {
    return this.log.locator("li.message").evaluateAll((items) =>
      items.map((item) => item.innerText.replace(/\s+/g, " ").trim()),
    );
  }

  /** What the person said, as it stands in the conversation. */
  async own() {
    return this.log.locator("li.user .bubble p").allInnerTexts();
  }

  /** Write and send; wait for the answer unless told not to. */
  async say(text, { wait = true } = {}) {
    await this.input.fill(text);
    await this.input.press("Enter");
    if (wait) await this.answered();
  }

  /** Wait until the last word is the assistant's. */
  async answered() {
    await this.log.locator("li.message:last-child.bot").waitFor();
  }

  /** Tick boxes of the open list and send it. */
  async tick(...names) {
    const form = this.openForm;
    for (const name of names) await form.getByRole("checkbox", { name, exact: true }).check();
    await form.getByRole("button", { name: "Send" }).click();
    await this.answered();
  }

  get openForm() {
    return this.log.locator("form.question:not(.idle)");
  }

  /** The element that has the focus, through the shadow root, as text. */
  async focused() {
    return this.page.evaluate(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      if (!element || element === document.body) return "the page";
      const label = element.ariaLabel || element.placeholder || element.labels?.[0]?.innerText;
      return label || element.innerText || element.tagName;
    });
  }

  /** What axe finds wrong on the whole page; an empty list is what we want. */
  async faults(options = {}) {
    return faults(this.page, options);
  }

  /** Record what the live regions say from now on; returns a function that gives it. */
  async listen() {
    await this.root.evaluate((host) => {
      globalThis.heard = { polite: [], assertive: [] };
      // All of it, as the regions are made anew with another language.
      new MutationObserver((changes) => {
        for (const { target, addedNodes } of changes) {
          const said = globalThis.heard[target.ariaLive];
          if (said) said.push(...[...addedNodes].map((node) => node.textContent));
        }
      }).observe(host.shadowRoot, { childList: true, subtree: true });
    });
    return () => this.page.evaluate(() => globalThis.heard);
  }
}
