// The people of the demo community.
import { type Browser, expect, type Locator, type Page } from "@playwright/test";
import { demoAccount, ORIGIN } from "./playwright.config";

/** Types an account and a password and presses the button; what comes of it is for the test to see. */
export async function tryToSignIn(page: Page, account: string, password: string, next = "/"): Promise<void> {
  await page.goto(`/signin?next=${encodeURIComponent(next)}`);
  await page.getByRole("textbox", { name: "账号", exact: true }).fill(account);
  await page.getByLabel("密码", { exact: true }).fill(password);
  await page.getByRole("button", { name: "登录", exact: true }).click();
}

/**
 * Signs in as a demo account, such as `demo-street`, past the screen, and opens a page; its home when none is named. The
 * origin is that of the page, which may reach Linli by another address.
 */
export async function signIn(page: Page, name: string, next = "/", origin = ORIGIN): Promise<void> {
  const { account, password } = demoAccount(name);
  const data = { account, password };
  const response = await page.request.post("/api/seat/sign_in", { data, headers: { origin } });
  expect(response.status(), await response.text()).toBe(200);
  await page.goto(next);
  await expect(page).not.toHaveURL(/\/signin/);
}

/** A browser of somebody's own, with no session in it. */
export async function someone(browser: Browser): Promise<Page> {
  const context = await browser.newContext();
  return context.newPage();
}

/** A browser of its own, in which a demo account has signed in. */
export async function person(browser: Browser, name: string): Promise<Page> {
  const page = await someone(browser);
  await signIn(page, name);
  return page;
}

/** Calls a server function with the page's own session, past the screens. */
export async function ask<T>(page: Page, endpoint: string, body: object): Promise<{ status: number; answer: T }> {
  const response = await page.request.post(`/api/${endpoint}`, { data: body, headers: { origin: ORIGIN } });
  return { status: response.status(), answer: (await response.json()) as T };
}

/** The calls of a server function that a page makes, to hold them back or refuse them. */
export function callsOf(endpoint: string): string {
  return `**/api/${endpoint}*`;
}

/** Holds back a page's calls of a server function from now on, until what this answers is called. */
export async function holdBack(page: Page, endpoint: string): Promise<() => void> {
  let release: () => void = () => undefined;
  const released = new Promise<void>((done) => {
    release = done;
  });
  await page.route(callsOf(endpoint), async (route) => {
    await released;
    await route.continue();
  });
  return () => release();
}

/** An account name that nobody has. */
export function fresh(stem: string): string {
  return `${stem}-${Date.now().toString(36)}`;
}

/** The audit of an object as the administrator reads it: what an account did, the newest first. Answers its lines. */
export async function audited(browser: Browser, object: string, account: string, verbs: string[]): Promise<Locator> {
  const admin = await person(browser, "demo-admin");
  await admin.goto(`/admin/audit?object=${object}`);
  const entries = admin.getByRole("row").filter({ has: admin.getByRole("rowheader") });
  await expect(entries).toHaveCount(verbs.length);
  for (const [n, verb] of verbs.entries()) {
    await expect(entries.nth(n)).toContainText(verb);
    await expect(entries.nth(n)).toContainText(account);
  }
  return entries;
}
