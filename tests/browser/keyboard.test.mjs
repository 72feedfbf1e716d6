/** What hands that hold no mouse, and eyes that see little or nothing, meet. */

import assert from "node:assert/strict";
import { Chat } from "./harness/chat.mjs";
import { CRISIS, DANGER, OPENING, STATES, to } from "./harness/ways.mjs";
import { test } from "./harness/world.mjs";

/** Press a key until the focus is on something of this name. */
async function go(chat, name, key = "Tab", most = 40) {
  for (let press = 0; press < most; press++) {
    await chat.page.keyboard.press(key);
    if ((await chat.focused()).includes(name)) return;
  }
  throw new Error(`${key} never came to "${name}"; it is on "${await chat.focused()}"`);
}

test("a whole triage by keyboard alone, from a blank page of another site", async (t) => {
  const page = await t.open(`${t.pages.url}/blank.html`);
  const chat = new Chat(page);
  const { keyboard } = page;
  await chat.launcher.waitFor();
  await go(chat, "Chat");
  await keyboard.press("Enter");
  await chat.button("Start the chat").waitFor();
  assert.equal(await chat.focused(), "Before we start");
  await go(chat, "Start the chat");
  await keyboard.press("Enter");
  await chat.button("My back hurts").waitFor();
  assert.equal(await chat.focused(), "Write in your own words");

  await keyboard.type(OPENING);
  await keyboard.press("Enter");
  await chat.openForm.waitFor();
  // From the box below the list backwards, then on from one list to the next.
  for (const key of ["Shift+Tab", "Tab"]) {
    await go(chat, "None of these", key);
    await keyboard.press("Space");
    await go(chat, "Send");
    await keyboard.press("Enter");
    await chat.answered();
  }
  await chat.button("Pulled muscle").waitFor();
  await go(chat, "Pulled muscle");
  await keyboard.press("Enter");
  await chat.openForm.getByRole("radio").first().waitFor();
  await go(chat, "0, no pain");
  for (let press = 0; press < 5; press++) await keyboard.press("ArrowRight");
  await go(chat, "Send");
  await keyboard.press("Enter");
  for (const answer of ["No", "Yes, all of it", "The same"]) {
    await chat.log.locator(".choices:last-child").getByRole("button", { name: answer, exact: true }).last().waitFor();
    await go(chat, answer);
    await keyboard.press("Enter");
    await chat.answered();
  }
  await go(chat, "Write in your own words");
  await keyboard.type("44");
  await keyboard.press("Enter");
  await chat.button("Yes, that is right").waitFor();
  await go(chat, "Yes, that is right", "Shift+Tab");
  await keyboard.press("Enter");
  await chat.log.getByText("Why:").waitFor();
  assert.deepEqual(await chat.own(), [
    OPENING, "None of these", "None of these", "Pulled muscle", "5", "No", "Yes, all of it", "The same", "44",
    "Yes, that is right",
  ]);
});

test("Escape closes, and the focus goes back to where it came from", async (t) => {
  const page = await t.open("/");
  const chat = new Chat(page);
  await chat.begin();
  await page.keyboard.press("Escape");
  await chat.panel.waitFor({ state: "hidden" });
  assert.match(await chat.focused(), /^Chat/);
  assert.equal(await chat.launcher.getAttribute("aria-expanded"), "false");

  await page.getByRole("button", { name: "Ask about my back" }).click();
  await chat.input.waitFor();
  assert.equal(await chat.launcher.getAttribute("aria-expanded"), "true");
  await chat.button("Settings and help").click();
  await page.keyboard.press("Escape");
  assert.ok(await chat.input.isVisible(), "the first Escape leaves the settings alone");
  await page.keyboard.press("Escape");
  assert.equal(await chat.focused(), "Ask about my back");
});

test("a message that comes never moves the focus", async (t) => {
  const page = await t.open("/");
  const chat = new Chat(page);
  await chat.begin();
  await chat.say(OPENING, { wait: false });
  await page.getByRole("link", { name: "Find us" }).focus();
  await chat.openForm.waitFor();
  assert.equal(await chat.focused(), "Find us");
  await chat.say(DANGER, { wait: false });
  await page.getByRole("link", { name: "Find us" }).focus();
  await chat.card.waitFor();
  assert.equal(await chat.focused(), "Find us");
});

test("a page that opens the chat by itself takes the focus from nobody", async (t) => {
  const page = await t.open(`${t.pages.url}/opens.html`);
  const chat = new Chat(page);
  await chat.button("Start the chat").waitFor();
  assert.match(await chat.focused(), /^Search/);
});

test("a choice stays in sight and in reach, marked, and works once", async (t) => {
  const chat = new Chat(await t.open("/"));
  await to("choices", chat, t);
  const chosen = chat.button("Pulled muscle");
  const other = chat.button("Sciatica");
  await chosen.press("Enter");
  await chat.answered();
  assert.match(await chat.focused(), /Pulled muscle/);
  assert.equal(await chosen.getAttribute("aria-pressed"), "true");
  for (const button of [chosen, other]) {
    assert.equal(await button.getAttribute("aria-disabled"), "true");
    assert.equal(await button.isVisible(), true);
    await button.focus();
    await button.press("Enter");
  }
  assert.match(await chat.focused(), /Sciatica/);
  assert.equal((await chat.own()).filter((text) => /Pulled|Sciatica/.test(text)).length, 1);
});

test("a list wants an answer, and none beside a sign is asked about, never guessed", async (t) => {
  const chat = new Chat(await t.open("/"));
  await to("checklist", chat, t);
  const form = chat.openForm;
  const send = form.getByRole("button", { name: "Send" });
  const none = form.getByRole("checkbox", { name: "None of these" });
  const sign = form.getByRole("checkbox").first();
  const unsure = form.getByRole("checkbox").nth(1);
  assert.match(await form.getByRole("group").innerText(), /danger/);

  await send.click();
  assert.match(await form.getByRole("status").innerText(), /tick what fits/);
  await sign.check();
  await none.check();
  assert.equal(await sign.isChecked(), true, "a tick on none takes back no sign");
  await send.click();
  assert.match(await form.getByRole("status").innerText(), /something else too/);
  await unsure.check();
  assert.equal(await sign.isChecked(), false, "not sure takes the place of the tick");
  assert.equal(await none.isChecked(), false, "a doubt takes none back");
  assert.equal((await chat.own()).length, 1);
});

test("in the small screen's dialog, Tab does not leave for the page behind", async (t) => {
  const page = await t.open("/", { viewport: { width: 390, height: 760 } });
  const chat = new Chat(page);
  await chat.begin();
  for (let press = 0; press < 20; press++) {
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement?.tagName === "BACKLINE-CHAT" || document.activeElement === document.body), true);
  }
});

test("a reader hears each reply once, politely, and danger at once", async (t) => {
  const page = await t.open("/");
  const chat = new Chat(page);
  await chat.begin();
  const heard = await chat.listen();
  await chat.say(OPENING);
  await page.waitForTimeout(300);
  const { polite, assertive } = await heard();
  assert.equal(polite.filter((text) => text.includes("rule out danger")).length, 1);
  assert.match(polite.join(" "), /10 check boxes follow/);
  assert.deepEqual(assertive, []);

  await chat.say(DANGER);
  await page.waitForTimeout(300);
  const after = await heard();
  assert.equal(after.assertive.length, 1);
  assert.match(after.assertive[0], /Emergency.*911/s);
  assert.match(after.polite.join(" "), /Why: .*Rule D\d\d/s);
  await page.reload();
  await chat.card.waitFor();
  const again = await chat.listen();
  await page.waitForTimeout(600);
  assert.deepEqual((await again()).assertive, [], "a reload tells nothing new");
});

/** Controls that are on the screen, with their boxes. */
async function controls(chat) {
  return chat.root.evaluate((host) => {
    const wanted = "button, a[href], textarea, input, label";
    return [...host.shadowRoot.querySelectorAll(wanted)]
      .filter((one) => one.checkVisibility() && !one.closest(".spoken"))
      // A link in a sentence, and a box inside its label, are as big as the words around them.
      .filter((one) => !one.closest("p") && !(one.tagName === "INPUT" && one.closest("label")))
      .map((one) => {
        const { width, height, left, right } = one.getBoundingClientRect();
        return { name: one.innerText || one.ariaLabel || one.tagName, width, height, left, right };
      });
  });
}

/** What is wider than its place: the page, or a part of the chat that would cut words off. */
async function wide(chat) {
  return chat.root.evaluate((host) => {
    const parts = host.shadowRoot.querySelectorAll("dialog[open], dialog[open] *:not(textarea, .spoken, .icon, path)");
    return [document.documentElement, ...parts]
      .filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 1 && getComputedStyle(one).display !== "inline")
      .map((one) => `${one.className || one.tagName}: ${one.scrollWidth} in ${one.clientWidth}`);
  });
}

/** Whether all of it is on the screen. */
async function inSight(locator, { width, height }) {
  const box = await locator.boundingBox();
  return box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height;
}

/** In every state all controls are large enough and on the screen, at this size. */
async function fits(t, viewport, prepare = async () => undefined) {
  const page = await t.open("/", { viewport });
  const chat = new Chat(page);
  for (const [state, reach] of Object.entries(STATES)) {
    await reach(chat, t);
    if (state === "greeting") await prepare(chat);
    if (state === "emergency") {
      const call = chat.card.getByRole("link").first();
      assert.ok(await inSight(call, viewport), "the call is in sight when the emergency comes");
    }
    for (const { name, width, height, left, right } of await controls(chat)) {
      assert.ok(width >= 24 && height >= 24, `${state}: "${name}" is ${width} x ${height}`);
      assert.ok(left >= 0 && right <= viewport.width, `${state}: "${name}" stands out: ${left} to ${right}`);
    }
    assert.deepEqual(await wide(chat), [], `${state} scrolls sideways`);
  }
}

test("everything is large enough to hit and on the screen, 320 px wide", (t) =>
  fits(t, { width: 320, height: 640 }));

test("everything is large enough to hit and on the screen, at 400 % zoom", (t) =>
  fits(t, { width: 320, height: 256 }));

test("everything is on the screen with the text twice as large, and stays so", async (t) => {
  const larger = async (chat) => {
    await chat.button("Settings and help").click();
    for (let step = 0; step < 3; step++) await chat.button("Larger text").click();
    await chat.button("Back").click();
    assert.equal(await chat.input.evaluate((one) => getComputedStyle(one).fontSize), "32px");
  };
  await fits(t, { width: 390, height: 760 }, larger);
});

test("a crisis card offers the line by call and by text; who writes on folds its words, never its numbers", async (t) => {
  const chat = new Chat(await t.open("/", { viewport: { width: 390, height: 760 } }));
  await chat.begin();
  await chat.say(CRISIS);
  await chat.card.waitFor();
  const calls = () => chat.card.getByRole("link").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  assert.deepEqual(await calls(), ["tel:988", "sms:988", "tel:911"]);
  const words = chat.card.getByText("You matter more than your back");
  assert.equal(await words.isVisible(), true);
  await chat.say("Sam");
  assert.equal(await words.isVisible(), false);
  assert.equal((await calls()).length, 3);
  assert.equal(await chat.card.getByRole("link").last().isVisible(), true);
  await chat.card.getByRole("button", { name: "Read it again" }).click();
  assert.equal(await words.isVisible(), true);
  assert.deepEqual(await chat.faults(), []);
});
