// A record in full, beside its list or in the right column of the wall.
import type { Locator, Page } from "@playwright/test";

/** What a sheet says of something. */
export function fact(sheet: Locator, label: string): Locator {
  return sheet.locator(".fact").filter({ has: sheet.page().getByText(label, { exact: true }) }).locator("dd");
}

/** The records of a register that the open record leads to. */
export function linked(page: Page, register: string): Locator {
  const heading = page.getByRole("heading", { level: 3, name: register, exact: true });
  return page.locator(".sheet-section").filter({ has: heading }).getByRole("link");
}
