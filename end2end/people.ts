// The people of the demo community, who sign in as anybody does.
import { expect, type Page } from "@playwright/test";
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
