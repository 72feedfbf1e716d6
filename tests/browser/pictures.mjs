/** Takes the pictures of docs/widget, every state of it in several looks, and those of docs/console. */

import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Chat } from "./harness/chat.mjs";
import { CONSOLE_PAGES, consolePage } from "./harness/console_pages.mjs";
import { staff } from "./harness/staff.mjs";
import { CRISIS, DANGER, STATES } from "./harness/ways.mjs";
import { runOne, world } from "./harness/world.mjs";

const FOLDER = fileURLToPath(new URL("../../docs/widget/", import.meta.url));
const CONSOLE = fileURLToPath(new URL("../../docs/console/", import.meta.url));
const CONSOLE_LOOKS = {
  desktop: { viewport: { width: 1280, height: 800 } },
  tablet: { viewport: { width: 768, height: 1024 } },
  dark: { viewport: { width: 1280, height: 800 }, colorScheme: "dark" },
};
const PICTURES_MS = 600_000;
const PHONE = { viewport: { width: 390, height: 760 }, reducedMotion: "reduce" };

async function picture(page, name) {
  await page.waitForTimeout(250); // For the last layout and the fonts.
  await page.screenshot({ path: `${FOLDER}${name}.png` });
}

async function states(t, options, wanted, prefix) {
  const page = await t.open("/", { ...PHONE, ...options });
  const chat = new Chat(page);
  for (const [state, reach] of Object.entries(STATES)) {
    await reach(chat, t);
    if (wanted.includes(state)) await picture(page, `${prefix}-${state}`);
  }
}

async function desktop(t) {
  const page = await t.open("/", { reducedMotion: "reduce", viewport: { width: 1280, height: 800 } });
  const chat = new Chat(page);
  await picture(page, "desktop-closed");
  await STATES.consent(chat);
  await STATES.greeting(chat);
  await chat.say("my lower back has hurt for three weeks since I moved house");
  await picture(page, "desktop-checklist");
}

async function spanish(t) {
  const page = await t.open("/", { ...PHONE });
  const chat = new Chat(page);
  await chat.root.evaluate((host) => host.setAttribute("language", "es"));
  await chat.open();
  await chat.button("Empezar el chat").waitFor();
  await picture(page, "spanish-consent");
}

async function large(t) {
  const page = await t.open("/", PHONE);
  const chat = new Chat(page);
  await chat.begin();
  await chat.button("Settings and help").click();
  for (let step = 0; step < 3; step++) await chat.button("Larger text").click();
  await chat.button("Back").click();
  await chat.say(DANGER);
  await chat.card.waitFor();
  await picture(page, "large-text-emergency");
}

async function crisis(t) {
  const page = await t.open("/", PHONE);
  const chat = new Chat(page);
  await chat.begin();
  await chat.say(CRISIS);
  await chat.card.waitFor();
  await picture(page, "phone-crisis");
  await chat.say("Sam");
  await picture(page, "phone-crisis-later");
}

/** Wait until the month of the demonstration is listed. */
async function indexed(t) {
  const page = await staff(t, "viewer", "/staff/transcripts");
  while (!(await page.locator("[data-row]").count())) {
    await page.waitForTimeout(1000);
    await page.reload();
  }
}

/** One window for each role goes through all its pages, as a person's would. */
async function consolePages(t, look) {
  const windows = {};
  for (const wanted of CONSOLE_PAGES.filter(({ looks }) => looks?.includes(look) ?? true)) {
    const role = wanted.role ?? "nobody";
    const page = (windows[role] ??= await consolePage(t, wanted, staff, { reducedMotion: "reduce", ...CONSOLE_LOOKS[look] }));
    if (new URL(page.url()).pathname !== wanted.address || wanted.reach) {
      await page.goto(new URL(wanted.address, t.url).href);
      await wanted.reach?.(page, t);
    }
    await page.waitForTimeout(150);
    await page.screenshot({ path: `${CONSOLE}${look}-${wanted.name}.png`, fullPage: wanted.full ?? false });
  }
}

/** All of them, or what the arguments name: widget, console. */
const wants = (part) => process.argv.length < 3 || process.argv.includes(part);

await mkdir(FOLDER, { recursive: true });
await mkdir(CONSOLE, { recursive: true });
if (wants("console")) {
  await world.open();
  await world.server.command("demo", "--conversations", "40");
  await runOne("index", indexed, PICTURES_MS);
  for (const look of Object.keys(CONSOLE_LOOKS)) await runOne(`console ${look}`, (t) => consolePages(t, look), PICTURES_MS);
}
if (wants("widget")) await widgetPictures();
await world.close();

async function widgetPictures() {
  const all = Object.keys(STATES);
  await runOne("desktop", desktop);
  await runOne("phone", (t) => states(t, {}, all, "phone"));
  await runOne("dark", (t) => states(t, { colorScheme: "dark" }, ["consent", "checklist", "choices", "emergency"], "dark"));
  await runOne("forced", (t) => states(t, { forcedColors: "active" }, ["checklist", "choices", "emergency"], "forced-colours"));
  await runOne("narrow", (t) => states(t, { viewport: { width: 320, height: 560 } }, ["checklist", "scale", "emergency"], "narrow"));
  await runOne("zoomed", (t) => states(t, { viewport: { width: 320, height: 256 } }, ["consent", "checklist", "emergency"], "zoom-400"));
  await runOne("spanish", spanish);
  await runOne("large", large);
  await runOne("crisis", crisis);
}
