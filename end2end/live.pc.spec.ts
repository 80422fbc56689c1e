// The live feed over a line that dies without a word: no end, no error, only silence.
import { type AddressInfo, connect, createServer } from "node:net";
import { expect } from "@playwright/test";
import { deviceLike, says } from "./devices";
import { signIn } from "./people";
import { test } from "./test";

/** A line to Linli on which the live feed can fall silent, while all else goes on. */
interface Line {
  address: string;
  /** Feeds that are heard now. */
  feeds(): number;
  /** From now on nothing comes on any feed, and none is closed. */
  fallSilent(): void;
  /** Feeds that are opened from now on are heard; the silent ones stay so. */
  recover(): void;
  close(): void;
}

async function line(): Promise<Line> {
  const linli = new URL(process.env.LINLI_URL ?? "http://127.0.0.1:8080");
  const heard = new Set<object>();
  let isSilent = false;
  const server = createServer((browser) => {
    const inner = connect(Number(linli.port), linli.hostname);
    const talk = {};
    let isFeed = false;
    browser.on("data", (said) => {
      if (said.toString("latin1").startsWith("GET /live")) {
        isFeed = true;
        if (!isSilent) heard.add(talk);
      }
      inner.write(said);
    });
    inner.on("data", (said) => {
      if (!isFeed || heard.has(talk)) browser.write(said);
    });
    browser.on("error", () => inner.destroy()).on("close", () => {
      heard.delete(talk);
      inner.destroy();
    });
    const end = () => {
      if (!isFeed || heard.has(talk)) browser.destroy();
    };
    inner.on("error", end).on("close", end);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    feeds: () => heard.size,
    fallSilent: () => {
      isSilent = true;
      heard.clear();
    },
    recover: () => {
      isSilent = false;
    },
    close: () => server.close(),
  };
}

test("a feed that falls silent is noticed, and what was missed is told when it is back", async ({ browser }) => {
  test.setTimeout(150_000);
  const wire = await line();
  const context = await browser.newContext({ baseURL: wire.address });
  const page = await context.newPage();
  await signIn(page, "demo-street", "/", wire.address);
  await expect.poll(wire.feeds).toBe(1);
  const cut = page.getByText(/实时更新已中断，\d+ 秒前的数据/);
  await expect(cut).toHaveCount(0);

  wire.fallSilent();
  await expect(cut).toBeVisible({ timeout: 60_000 });
  // It comes and goes, which the feed would have told.
  says(deviceLike(/^SMK-/), { battery: 90 });
  // An event has its place in the feed within a second; whoever listens again before is told of it live.
  await page.waitForTimeout(2_000);
  wire.recover();
  await expect(page.getByText(/已补齐 [1-9]\d* 条/)).toBeVisible({ timeout: 60_000 });
  await expect(cut).toHaveCount(0);
  await context.close();
  wire.close();
});
