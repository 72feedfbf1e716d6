/** What the server may refuse, said by a server that does: each word is kept, sent again, or given back. */

import assert from "node:assert/strict";
import { Chat } from "./harness/chat.mjs";
import { OPENING } from "./harness/ways.mjs";
import { test } from "./harness/world.mjs";

/**
 * Between the page and the real server: `refuse` may answer a packet in the server's place.
 * It gets the acknowledgement's number and the message of each `say`.
 */
async function refusing(t, refuse) {
  const context = await t.browser();
  await context.routeWebSocket(/socket\.io/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((packet) => {
      const [, number, json] = /^42(\d+)(\["say".*)$/.exec(packet) ?? [];
      const error = json && refuse(JSON.parse(json)[1]);
      if (error) socket.send(`43${number}${JSON.stringify([{ ok: false, ...error }])}`);
      else server.send(packet);
    });
  });
  const page = await context.newPage();
  await page.goto(t.url);
  const chat = new Chat(page);
  await chat.begin();
  return chat;
}

/** Refuse the first so many tries of the opening. */
function firstTries(count, error) {
  const ids = [];
  const refuse = ({ id, text }) => text === OPENING && ids.push(id) <= count && error;
  return { ids, refuse };
}

test("too many messages: it says so, waits as long as it is told, and sends the same message", async (t) => {
  const { ids, refuse } = firstTries(1, { error: "rate", retry_after: 1 });
  const chat = await refusing(t, refuse);
  await chat.say(OPENING, { wait: false });
  await chat.log.getByText("It will be sent in a moment").waitFor();
  await chat.answered();
  assert.deepEqual(await chat.own(), [OPENING]);
  assert.deepEqual(ids, [ids[0], ids[0]]);
});

test("a server that fails is tried three times; then the person is told, and may try again", async (t) => {
  const { ids, refuse } = firstTries(3, { error: "failed" });
  const chat = await refusing(t, refuse);
  await chat.say(OPENING, { wait: false });
  await chat.log.getByText("Not sent").waitFor({ timeout: 15_000 });
  assert.equal(new Set(ids).size, 1);
  assert.match(await chat.notice.innerText(), /call 555-0100.*911/s);
  await chat.button("Send again").click();
  await chat.answered();
  assert.deepEqual(await chat.own(), [OPENING]);
  assert.equal(await chat.notice.isVisible(), false);
});

test("a text that is too long is given back with the reason", async (t) => {
  const chat = await refusing(t, ({ text }) => text === OPENING && { error: "too_long" });
  await chat.input.fill("x".repeat(4001));
  assert.match(await chat.root.locator(".composer [role=status]").innerText(), /too long by 1 char/);
  await chat.input.press("Enter");
  assert.deepEqual(await chat.own(), [], "nothing is cut off in silence");
  await chat.say(OPENING, { wait: false });
  await chat.log.getByText("It is too long").waitFor();
});

test("a conversation that was deleted elsewhere begins anew, with what was just said", async (t) => {
  const { refuse } = firstTries(1, { error: "ended" });
  const chat = await refusing(t, refuse);
  await chat.say(OPENING, { wait: false });
  await chat.answered();
  assert.deepEqual(await chat.own(), [OPENING]);
});

test("a page older than the server says so, with the phone", async (t) => {
  const context = await t.browser();
  await context.routeWebSocket(/socket\.io/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((packet) => server.send(packet.replace('"version":1', '"version":999')));
  });
  const page = await context.newPage();
  await page.goto(t.url);
  const chat = new Chat(page);
  await chat.open();
  await chat.notice.getByText("out of date").waitFor();
  assert.match(await chat.notice.innerText(), /555-0100.*911/s);
});
