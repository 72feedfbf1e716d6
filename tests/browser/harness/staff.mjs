/** Members of staff at the console: one account for each role, called like it. */

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export const PASSWORD = "four plain words together";

const made = new WeakMap();

/** Make the accounts in the server's database, once for each server. */
export function accounts(server) {
  if (!made.has(server)) made.set(server, makeAccounts(server));
  return made.get(server);
}

function makeAccounts(server) {
  const script = fileURLToPath(new URL("accounts.py", import.meta.url));
  return new Promise((resolve, reject) => {
    const run = spawn(server.python, [script, server.databaseUrl, server.secret], { stdio: ["ignore", "inherit", "inherit"] });
    run.once("exit", (code) => (code === 0 ? resolve() : reject(new Error("the accounts could not be made"))));
  });
}

/**
 * A page on which somebody of this role is logged in, at an address below /staff.
 * `options` as for a browser in Playwright.
 */
export async function staff(t, role = "admin", address = "/staff/", options = {}) {
  await accounts(t.server);
  const page = await t.open(`/staff/log-in?next=${encodeURIComponent(address)}`, options);
  await logIn(page, role);
  await page.getByRole("navigation", { name: "Console" }).waitFor();
  return page;
}

/** Fill the log-in page and send it. */
export async function logIn(page, name, password = PASSWORD) {
  await page.getByLabel("User name").fill(name);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Log in" }).click();
}
