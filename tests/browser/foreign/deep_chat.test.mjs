/** deep-chat 2.4.2, unmodified, over Rasa's REST channel with two interceptors. */

import assert from "node:assert/strict";
import { test } from "../harness/world.mjs";
import { pageWith } from "./clients.mjs";
import { triage } from "./triage.mjs";

const QUIET_MS = 400;
const MOST_TRIES = 40;
const MOST_SENDS = 3;
const PATIENCE_MS = 20_000;

class DeepChat {
  constructor(page, faults) {
    this.page = page;
    this.faults = faults;
    this.element = page.locator("deep-chat");
  }

  static async open(t, headers) {
    const page = await pageWith("deep-chat", t);
    await page.evaluate(
      ([url, given]) => {
        const sender = crypto.randomUUID();
        const chat = document.createElement("deep-chat");
        chat.connect = { url: `${url}/webhooks/rest/webhook`, method: "POST", headers: given };
        chat.requestInterceptor = (request) => {
          const message = request.body.messages.at(-1).text;
          request.body = { sender, message, message_id: crypto.randomUUID() };
          return request;
        };
        chat.responseInterceptor = (replies) => {
          globalThis.turn = replies;
          return replies.map((reply) => ({ text: reply.text }));
        };
        document.getElementById("place").append(chat);
        globalThis.deepChat = chat;
      },
      [t.url, headers],
    );
    await page.locator("deep-chat #text-input").waitFor();
    return new DeepChat(page, t.faults);
  }

  async last() {
    const texts = await this.page.evaluate(() => globalThis.turn.map((one) => one.text));
    const shown = await this.element.locator(".ai-message-text").allInnerTexts();
    for (const text of texts) {
      const words = text.replace(/[-*_#>\s]+/g, " ").trim().slice(0, 40);
      assert.ok(shown.some((one) => one.replace(/[-*_#>\s]+/g, " ").includes(words)), `not shown: ${words}`);
    }
    return texts.join("\n");
  }

  async say(words) {
    await this.page.evaluate(() => (globalThis.turn = null));
    for (let sends = 0; sends < MOST_SENDS; sends += 1) {
      await this.send(words);
      if (await this.isAnswered()) return;
    }
    const shown = await this.element.evaluate((chat) => chat.shadowRoot.querySelector("#messages")?.innerText);
    throw new Error(`no answer to "${words}"; deep-chat shows: ${shown}; the page said: ${this.faults.join("; ")}`);
  }

  /** Write and send. Its field is there before it listens, and may be drawn anew, empty, once it does. */
  async send(words) {
    const input = this.element.locator("#text-input");
    const shown = this.element.locator(".user-message-text");
    const before = await shown.count();
    for (let tries = 0; tries < MOST_TRIES && (await shown.count()) <= before; tries += 1) {
      await input.fill(words);
      await input.press("Enter");
      await this.page.waitForTimeout(QUIET_MS);
    }
  }

  /** Wait for the turn, as long as a person would before sending again. */
  async isAnswered() {
    for (let waited = 0; waited < PATIENCE_MS; waited += QUIET_MS) {
      if (await this.page.evaluate(() => globalThis.turn)) return true;
      await this.page.waitForTimeout(QUIET_MS);
    }
    return false;
  }

  /** A site shows buttons its own way; the person's tap sends the payload. */
  async tap(title) {
    const buttons = await this.page.evaluate(() => globalThis.turn.flatMap((one) => one.buttons ?? []));
    await this.say(buttons.find((one) => one.title === title || (title.test && title.test(one.title))).payload);
  }
}

test("deep-chat 2.4.2 holds a whole triage over REST", async (t) => {
  const chat = await DeepChat.open(t, { "Content-Type": "application/json" });
  await chat.say("hello");
  assert.match((await triage(chat)).join("\n"), /Heat \(A8\)/);
});

test("deep-chat 2.4.2 holds a whole triage over REST with text/plain bodies", async (t) => {
  const chat = await DeepChat.open(t, { "Content-Type": "text/plain" });
  await chat.say("hello");
  assert.match((await triage(chat)).join("\n"), /Heat \(A8\)/);
});

test("deep-chat 2.4.2 shows an emergency", async (t) => {
  const chat = await DeepChat.open(t, { "Content-Type": "text/plain" });
  await chat.say("I have crushing chest pain and I am short of breath");
  assert.match(await chat.last(), /Call 911/);
});
