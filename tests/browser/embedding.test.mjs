/** Into any page with one line: what a site's operator relies on. */

import assert from "node:assert/strict";
import { Chat } from "./harness/chat.mjs";
import { DANGER, OPENING } from "./harness/ways.mjs";
import { test } from "./harness/world.mjs";

/** Every address that was asked for is the server's or the page's own. */
function askedNobodyElse(t) {
  const hosts = new Set(t.requests.map((url) => new URL(url).origin));
  hosts.delete(new URL(t.url).origin);
  hosts.delete(new URL(t.pages.url).origin);
  assert.deepEqual([...hosts], []);
}

test("the demo page, under its strict policy, asks nobody else and breaks no rule", async (t) => {
  const page = await t.open("/");
  const chat = new Chat(page);
  await chat.begin();
  await chat.say(OPENING);
  await chat.tick("None of these");
  await chat.button("Settings and help").click();
  assert.match(await page.locator("h1").innerText(), /back hurts/);
  assert.match(await page.locator("#hours").innerText(), /Monday\s+8:00 AM to 12:00 PM, 1:00 PM to 5:00 PM/);
  assert.equal(await page.locator("nav .call").getAttribute("href"), "tel:5550100");
  assert.deepEqual(t.faults, []);
  askedNobodyElse(t);
});

test("a page of another site whose policy allows the script and the connection alone", async (t) => {
  const chat = new Chat(await t.open(`${t.pages.url}/strict.html`));
  await chat.begin();
  await chat.say(OPENING);
  await chat.tick("None of these");
  await chat.say(DANGER);
  await chat.card.waitFor();
  assert.equal(await chat.card.evaluate((card) => getComputedStyle(card).color), "rgb(255, 255, 255)");
  assert.deepEqual(t.faults.filter((fault) => !fault.includes("favicon")), []);
  askedNobodyElse(t);
});

test("a page in a frame", async (t) => {
  const page = await t.open(`${t.pages.url}/frame.html`);
  const frame = page.frameLocator("iframe");
  await frame.getByRole("button", { name: /^Chat/ }).click();
  await frame.getByRole("button", { name: "Start the chat" }).click();
  await frame.getByRole("button", { name: "My back hurts" }).click();
  await frame.getByRole("group", { name: /rule out danger/ }).waitFor();
});

test("a page with errors, a greedy style sheet and altered built-ins", async (t) => {
  const chat = new Chat(await t.open(`${t.pages.url}/broken.html`));
  await chat.begin();
  await chat.say(OPENING);
  await chat.tick("None of these");
  const looks = await chat.input.evaluate((one) => {
    const { fontSize, color } = getComputedStyle(one);
    return { fontSize, color };
  });
  assert.deepEqual(looks, { fontSize: "16px", color: "rgb(20, 37, 42)" });
  assert.deepEqual(t.faults.filter((fault) => /backline|widget\.js/i.test(fault)), []);
});

test("the programming interface: early calls, hidden launcher, unread count, update, shutdown", async (t) => {
  const page = await t.open(`${t.pages.url}/api.html`);
  const chat = new Chat(page);
  await page.waitForFunction(() => counts.length === 1);
  assert.equal(await page.locator("backline-chat").count(), 1, "the script twice is one chat");
  assert.equal(await chat.launcher.isVisible(), false);
  await page.evaluate(() => Backline("show"));
  await chat.begin();
  assert.match((await chat.log.innerText()).trim(), /^Good day from the front desk\./);

  t.line.delayMs = 150;
  await chat.say(OPENING, { wait: false });
  await page.evaluate(() => Backline("close"));
  await page.waitForFunction(() => counts.at(-1) > 0);
  assert.match(await chat.launcher.innerText(), /new message/);
  await page.evaluate(() => Backline("open"));
  assert.equal(await page.evaluate(() => counts.at(-1)), 0);

  await page.evaluate(() => Backline("update", { language: "es", position: "left" }));
  await chat.root.getByRole("button", { name: "Ajustes y ayuda" }).waitFor();
  assert.ok((await chat.launcher.boundingBox()).x < 100);
  await chat.log.getByText(OPENING).waitFor();
  const wrong = await page.evaluate(() => { try { Backline("opne"); } catch (error) { return error.message; } });
  assert.match(wrong, /no "opne".*open/);

  await page.evaluate(() => Backline("shutdown"));
  assert.equal(await page.locator("backline-chat").count(), 0);
  assert.deepEqual(await page.evaluate(() => Object.keys(sessionStorage)), []);
  await page.evaluate(() => Backline("open"));
  await chat.root.getByText(/Before we start/).waitFor();
});

test("colours from outside: custom properties and parts", async (t) => {
  const page = await t.open("/");
  const chat = new Chat(page);
  await page.addStyleTag({ url: "/site.css" });
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("backline-chat { --backline-accent: rgb(90, 30, 120); } backline-chat::part(launcher) { border-radius: 2px; }");
    document.adoptedStyleSheets = [sheet];
  });
  const { background, radius } = await chat.launcher.evaluate((one) => ({
    background: getComputedStyle(one).backgroundColor,
    radius: getComputedStyle(one).borderRadius,
  }));
  assert.deepEqual({ background, radius }, { background: "rgb(90, 30, 120)", radius: "2px" });
});

test("who writes Spanish is spoken to in Spanish by the widget too, the focus where it was", async (t) => {
  const page = await t.open(`${t.pages.url}/blank.html`);
  const chat = new Chat(page);
  await chat.begin();
  const heard = await chat.listen();
  await chat.say("tengo un dolor muy fuerte en el pecho y no puedo respirar");
  await chat.card.getByText("Esto permanece aquí").waitFor();
  const spanish = chat.root.getByRole("textbox", { name: "Su mensaje" });
  assert.equal(await chat.focused(), "Escriba con sus propias palabras");
  assert.equal(await chat.card.getAttribute("lang"), "es");
  assert.equal(await spanish.isEditable(), true);
  await page.waitForTimeout(300);
  const { assertive } = await heard();
  assert.equal(assertive.length, 1);
  assert.match(assertive[0], /^Emergencia\..*911/s);
});

test("in Spanish the widget speaks Spanish, and marks what the assistant says as English", async (t) => {
  const page = await t.open(`${t.pages.url}/blank.html`);
  const chat = new Chat(page);
  await chat.launcher.waitFor();
  await page.evaluate(() => document.querySelector("backline-chat").setAttribute("language", "es"));
  await chat.open();
  await chat.root.getByText("Este chat no es para emergencias. En una emergencia, llame al 911.").waitFor();
  await chat.button("Empezar el chat").click();
  await chat.button("My back hurts").waitFor();
  assert.equal(await chat.log.evaluate((log) => log.closest("[lang]").lang), "es");
  assert.equal(await chat.log.locator(".bot > [lang]").first().getAttribute("lang"), "en");
  // A blank page has no title and no language of its own: those are not ours.
  assert.deepEqual((await chat.faults()).filter((fault) => !/^(document-title|html-has-lang)/.test(fault)), []);
});
