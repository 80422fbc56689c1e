// The people of the demo community, who sign in as anybody does.
import { expect, type Browser, type Page } from "@playwright/test";
import { demoAccount } from "./playwright.config";

/** Types an account and a password and presses the button; what comes of it is for the test to see. */
export async function tryToSignIn(page: Page, account: string, password: string, next = "/"): Promise<void> {
  await page.goto(`/signin?next=${encodeURIComponent(next)}`);
  await page.getByRole("textbox", { name: "账号", exact: true }).fill(account);
  await page.getByLabel("密码", { exact: true }).fill(password);
  await page.getByRole("button", { name: "登录", exact: true }).click();
}

/** Signs in as a demo account, such as `demo-street`, and opens a page; its home when none is named. */
export async function signIn(page: Page, name: string, next = "/"): Promise<void> {
  const { account, password } = demoAccount(name);
  await tryToSignIn(page, account, password, next);
  await expect(page).not.toHaveURL(/\/signin/);
}

/** Somebody else at a device of their own. */
export async function someone(browser: Browser): Promise<Page> {
  const context = await browser.newContext();
  return context.newPage();
}

/** A demo account at a device of its own. */
export async function person(browser: Browser, name: string, next = "/"): Promise<Page> {
  const page = await someone(browser);
  await signIn(page, name, next);
  return page;
}

/** What a server function answers the person at the page, asked as the page itself asks. */
export async function ask<T>(page: Page, path: string, body: unknown): Promise<{ status: number; answer: T }> {
  return page.evaluate(
    async ([path, body]) => {
      const reply = await fetch(`/api/${path}`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body,
      });
      const text = await reply.text();
      return { status: reply.status, answer: text ? JSON.parse(text) : null };
    },
    [path, JSON.stringify(body)] as const,
  );
}

/** A word that no other test uses. */
export function fresh(prefix: string): string {
  return `${prefix}-${Date.now().toString(36)}`;
}
