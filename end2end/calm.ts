// The community at rest, as a test wants it that counts alarms: one that failed may have left something burning.
import { expect, type Page } from "@playwright/test";
import { says } from "./devices";
import { ask } from "./people";

/** What devices say by which tests raise alarms, when all is well. */
const WELL: Record<string, number | boolean> = { power: true, smoke_obscuration: 0.1 };

interface Alarm {
  cleared_at: string | null;
  device: string;
  id: string;
  property: string;
}

/** Lets every device with an open alarm say that all is well, and acknowledges them all with the page's own session. */
export async function calm(page: Page): Promise<void> {
  const listing = { filters: [["open", ["true"]]], limit: 200 };
  const open = async () => (await ask<{ rows: Alarm[] }>(page, "sensing/list_alarms", { listing })).answer.rows;
  const left = await open();
  for (const { device, property } of left.filter((alarm) => alarm.cleared_at === null)) {
    const { answer } = await ask<{ row: { code: string } }>(page, "sensing/read_device", { id: device });
    says(answer.row.code, { [property]: WELL[property] });
  }
  if (left.length > 0) await ask(page, "sensing/acknowledge_alarms", { ids: left.map((alarm) => alarm.id) });
  await expect.poll(async () => (await open()).length).toBe(0);
}
