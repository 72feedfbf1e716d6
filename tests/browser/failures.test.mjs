/** When things fail: nothing that was said is lost, and nothing is said twice. */

import assert from "node:assert/strict";
import { Chat } from "./harness/chat.mjs";
import { DANGER, OPENING, to } from "./harness/ways.mjs";
import { test } from "./harness/world.mjs";

const SECOND = "it goes down into my left leg";

/** Each text was said exactly once, in this order, and answered. */
async function saidOnce(chat, ...texts) {
  assert.deepEqual(await chat.own(), texts);
  assert.match((await chat.said()).at(-1), /^Assistant:/);
}

/** What the server holds, as another window of the same visit would show it. */
async function storedOnce(chat, ...texts) {
  await chat.page.reload();
  await chat.launcher.waitFor();
  if (!(await chat.panel.isVisible())) await chat.open();
  await chat.log.locator("li.user").getByText(texts.at(-1)).last().waitFor();
  await chat.answered();
  await saidOnce(chat, ...texts);
}

test("a server that is killed and comes back goes on where it was", async (t) => {
  const chat = new Chat(await t.open("/"));
  await chat.begin();
  await chat.say(OPENING);
  await t.server.stop("SIGKILL");
  await chat.notice.getByText("Connection lost").waitFor();
  await chat.say(SECOND, { wait: false });
  await chat.notice.getByText("Your words are kept").waitFor();
  await chat.log.getByText("Waiting to be sent").waitFor();
  await t.server.start();
  await chat.answered();
  assert.equal(await chat.notice.isVisible(), false);
  await saidOnce(chat, OPENING, SECOND);
  await storedOnce(chat, OPENING, SECOND);
});

test("a connection that is cut sends what waited, once and in order, also after a reload", async (t) => {
  const page = await t.open("/");
  const chat = new Chat(page);
  await chat.begin();
  await chat.say(OPENING);
  t.line.cut();
  await chat.notice.waitFor();
  await chat.say(SECOND, { wait: false });
  await chat.say("it is getting worse", { wait: false });
  t.line.mend();
  await page.reload(); // Before anything could go out: the words are in the window's storage.
  await chat.launcher.waitFor();
  await chat.open();
  await chat.log.getByText("getting worse").waitFor();
  await chat.answered();
  await storedOnce(chat, OPENING, SECOND, "it is getting worse");
});

test("a message whose reply was lost on the way is answered once", async (t) => {
  const chat = new Chat(await t.open("/"));
  await chat.begin();
  t.line.isDeaf = true; // What the server says gets lost; what we say arrives.
  await chat.say(OPENING, { wait: false });
  await chat.page.waitForTimeout(1500);
  t.line.cut();
  t.line.mend();
  await chat.answered();
  await saidOnce(chat, OPENING);
  await storedOnce(chat, OPENING);
});

test("two windows of one visit show the same, each word once", async (t) => {
  const page = await t.open("/");
  const first = new Chat(page);
  await first.begin();
  await first.say(OPENING);
  const [popup] = await Promise.all([page.waitForEvent("popup"), page.evaluate(() => void open("/"))]);
  const second = new Chat(popup);
  await second.launcher.waitFor();
  await second.open();
  await second.openForm.waitFor();
  await second.tick("None of these");
  await first.log.getByText("None of these").last().waitFor();
  await first.answered();
  assert.deepEqual(await first.own(), [OPENING, "None of these"]);
  await first.tick("None of these");
  await second.button("Pulled muscle").waitFor();
  assert.deepEqual(await second.own(), await first.own());
  assert.equal((await second.said()).length, (await first.said()).length);
});

test("the back button brings the conversation back", async (t) => {
  const page = await t.open(`${t.pages.url}/api.html`);
  const chat = new Chat(page);
  await page.evaluate(() => Backline("open"));
  await chat.button("Start the chat").click();
  await chat.button("My back hurts").waitFor();
  await chat.say(OPENING);
  await page.getByRole("link", { name: "Elsewhere" }).click();
  await page.getByRole("heading", { name: "Another page" }).waitFor();
  await page.goBack();
  await page.evaluate(() => Backline("open"));
  await chat.openForm.waitFor();
  await chat.tick("None of these");
  await saidOnce(chat, OPENING, "None of these");
});

test("on a slow network it says that it is writing, and all arrives", async (t) => {
  t.line.delayMs = 350; // There and back: 700 ms, worse than 3G.
  const chat = new Chat(await t.open("/"));
  await chat.begin();
  await chat.say(OPENING, { wait: false });
  await chat.log.getByText("The assistant is writing").waitFor();
  await chat.answered();
  await saidOnce(chat, OPENING);
});

test("where web sockets are blocked it polls", async (t) => {
  const context = await t.browser();
  await context.routeWebSocket(/./, (socket) => socket.close());
  const page = await context.newPage();
  await page.goto(t.url);
  const chat = new Chat(page);
  await chat.begin();
  await chat.say(OPENING);
  await chat.tick("None of these");
  await storedOnce(chat, OPENING, "None of these");
  assert.ok(t.requests.some((url) => url.includes("transport=polling")));
});

test("with storage blocked it still works, in this page alone", async (t) => {
  const context = await t.browser();
  await context.addInitScript(() => {
    for (const name of ["sessionStorage", "localStorage"]) {
      Object.defineProperty(window, name, {
        get: () => {
          throw new DOMException("blocked", "SecurityError");
        },
      });
    }
  });
  const page = await context.newPage();
  await page.goto(t.url);
  const chat = new Chat(page);
  await to("choices", chat, t);
  t.line.cut();
  await chat.notice.waitFor();
  await chat.say("Pulled muscle", { wait: false });
  t.line.mend();
  await chat.answered();
  assert.deepEqual(await chat.own(), [OPENING, "None of these", "None of these", "Pulled muscle"]);
  assert.deepEqual(t.faults.filter((fault) => !/ERR_|WebSocket/.test(fault)), []);
});

test("the emergency card stays through reloads, also while the server is gone", async (t) => {
  const page = await t.open(`${t.pages.url}/blank.html`);
  const chat = new Chat(page);
  await chat.begin();
  await chat.say(DANGER);
  await chat.card.waitFor();
  const call = chat.card.getByRole("link").first();
  assert.equal(await call.getAttribute("href"), "tel:911");
  assert.deepEqual(await chat.card.getByRole("button").count(), 0, "nothing leads away");
  assert.match(await chat.log.innerText(), /Why: .*Rule D01/s, "the reason stands in the conversation");
  await page.route(/widget\.js/, (route) => route.fulfill({ contentType: "text/javascript", body: script }));
  const script = await (await fetch(`${t.url}/widget.js`)).text();
  t.line.cut();
  await page.reload();
  await chat.card.waitFor();
  assert.equal(await chat.panel.isVisible(), true);
  await chat.notice.getByText("In an emergency call 911").waitFor({ timeout: 15_000 });
  assert.equal(await chat.card.isVisible(), true);
  t.line.mend();
  await chat.button("Try again now").click();
  await chat.log.getByText(DANGER).waitFor();
  assert.equal(await chat.card.isVisible(), true);
});

test("a server that was never there: the phone, the emergency number, and the words kept", async (t) => {
  const page = await t.open("/");
  const chat = new Chat(page);
  await chat.launcher.waitFor();
  t.line.cut();
  await chat.open();
  await chat.notice.getByText("You can also call 555-0100. In an emergency call 911").waitFor({ timeout: 15_000 });
  await chat.say(OPENING, { wait: false });
  await chat.notice.getByText("Your words are kept").waitFor();
  t.line.mend();
  await chat.button("Try again now").click();
  await chat.button("Start the chat").click();
  await chat.answered();
  assert.deepEqual(await chat.own(), [OPENING]);
});
