// A resident reports a leaking pipe on a phone in four steps, and follows it.
import { expect, test } from "@playwright/test";
import { signIn } from "./people";

test("a leaking pipe is reported in four steps", async ({ page }) => {
  await signIn(page, "demo-resident", "/resident/repair/new");
  await page.getByRole("radio", { name: /水管/ }).check();
  await page.getByRole("button", { name: "下一步" }).click();
  await page.getByRole("button", { name: "下一步" }).click();
  await page.getByRole("textbox").first().fill("厨房水管漏水，水一直在流");
  await page.getByRole("button", { name: "下一步" }).click();
  await page.getByRole("button", { name: "提交报修" }).click();
  await expect(page.getByText(/R-\d{4}/).first()).toBeVisible();
});
