/** rasa-webchat 1.0.1, unmodified, holds whole conversations over sockets. */

import assert from "node:assert/strict";
import { test } from "../harness/world.mjs";
import { add, pageWith } from "./clients.mjs";
import { triage } from "./triage.mjs";

const QUIET_MS = 500;

/** The widget as a person meets it: by its class names, as it has no roles. */
class RasaWebchat {
  constructor(page) {
    this.page = page;
    this.buttons = page.locator(".rw-reply");
  }

  static async open(t, options = {}) {
    const page = await pageWith("rasa-webchat", t);
    const chat = new RasaWebchat(page);
    await chat.start(t, options);
    await page.locator(".rw-launcher").click();
    await chat.last();
    return chat;
  }

  async start(t, options = {}) {
    await this.page.evaluate(
      ([url, more]) =>
        globalThis.WebChat.default(
          {
            socketUrl: url,
            socketPath: "/socket.io/",
            params: { storage: "session" },
            initPayload: "/greet",
            customMessageDelay: () => 0,
            ...more,
          },
          null,
        ),
      [t.url, options],
    );
  }

  /** What was answered to the person's latest words, once no more comes. */
  async last() {
    let before = "";
    const deadline = Date.now() + 15_000;
    while (Date.now() < deadline) {
      await this.page.waitForTimeout(QUIET_MS);
      const now = await this.page.evaluate(() => {
        const messages = [...document.querySelectorAll(".rw-message")];
        const mine = messages.findLastIndex((one) => one.querySelector(".rw-client"));
        return messages.slice(mine + 1).map((one) => one.innerText).join("\n").trim();
      });
      if (now && now === before) return now;
      before = now;
    }
    throw new Error("no answer came");
  }

  async say(words) {
    await this.page.locator(".rw-new-message").fill(words);
    await this.page.locator(".rw-send").click();
    await this.last();
  }

  async tap(title) {
    await this.buttons.getByText(title, { exact: typeof title === "string" }).first().click();
    await this.last();
  }
}

test("rasa-webchat 1.0.1 is greeted, and shows the buttons that follow several messages", async (t) => {
  const chat = await RasaWebchat.open(t);
  assert.match(await chat.last(), /assistant of/);
  assert.deepEqual(await chat.buttons.allInnerTexts(), ["My back hurts", "I want a visit", "What can you do?"]);
});

test("rasa-webchat 1.0.1 holds a whole triage", async (t) => {
  const chat = await RasaWebchat.open(t);
  const asked = await triage(chat);
  assert.match(asked.join("\n"), /Heat \(A8\)/, "the advice is shown");
});

test("rasa-webchat 1.0.1 gets an emergency in the middle of the questions", async (t) => {
  const chat = await RasaWebchat.open(t);
  await chat.say("my back hurts since Monday");
  await chat.tap("None of these");
  await chat.say("I have crushing chest pain and I am short of breath");
  assert.match(await chat.last(), /Call 911/);
});

test("rasa-webchat 1.0.1 goes on with its conversation after the line was cut", async (t) => {
  const chat = await RasaWebchat.open(t);
  await chat.say("my back hurts since Monday");
  t.line.cut();
  await chat.page.waitForTimeout(1500);
  t.line.mend();
  await chat.page.waitForTimeout(6000);
  await chat.tap("None of these");
  assert.match(await chat.last(), /change what is safe/);
});

test("rasa-webchat 1.0.1 goes on after a reload in the same tab", async (t) => {
  const chat = await RasaWebchat.open(t);
  await chat.say("my back hurts since Monday");
  await chat.page.reload();
  await add("rasa-webchat", chat.page);
  const again = new RasaWebchat(chat.page);
  await again.start(t);
  await again.page.locator(".rw-new-message, .rw-launcher").first().waitFor();
  if (!(await again.page.locator(".rw-new-message").isVisible())) await again.page.locator(".rw-launcher").click();
  await again.say("none of these");
  assert.match(await again.last(), /change what is safe/);
});

test("a page of an origin that is not listed gets no chat with rasa-webchat", async (t) => {
  const page = await t.open("/");
  const { port } = new URL(t.pages.url);
  // Another name for the same machine is another origin.
  await page.goto(`http://localhost:${port}/foreign.html`);
  await add("rasa-webchat", page);
  await new RasaWebchat(page).start(t);
  await page.waitForTimeout(3000);
  assert.equal(await page.locator(".rw-launcher").count(), 0, "it stays hidden until it is connected");
});
