// A record in full, beside its list or in the right column of the wall.
import type { Locator } from "@playwright/test";

/** What a sheet says of something. */
export function fact(sheet: Locator, label: string): Locator {
  return sheet.locator(".fact").filter({ has: sheet.page().getByText(label, { exact: true }) }).locator("dd");
}
