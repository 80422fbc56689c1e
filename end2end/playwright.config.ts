// The terminals that the tests play, and the one browser they play them in. `cargo xtask test` and
// `cargo xtask screens` start a Linli of their own and tell by environment variables where it is.
import { readFileSync } from "node:fs";
import { defineConfig } from "@playwright/test";

/** Software rendering, and nothing that calls out. */
const CHROMIUM = [
  "--headless=new",
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
];

export interface DemoAccount {
  account: string;
  password: string;
  title: string;
}

/** A demo account by its name, such as `demo-street`; passwords are made anew for each community. */
export function demoAccount(name: string): DemoAccount {
  const file = process.env.LINLI_DEMO_ACCOUNTS;
  if (!file) throw new Error("LINLI_DEMO_ACCOUNTS is not set; start the tests by `cargo xtask test`");
  const demo: { accounts: DemoAccount[] } = JSON.parse(readFileSync(file, "utf8"));
  const found = demo.accounts.find((account) => account.account === name);
  if (!found) throw new Error(`there is no demo account ${name} in ${file}`);
  return found;
}

/** Where Linli is. */
export const ORIGIN = new URL(process.env.LINLI_URL ?? "http://127.0.0.1:8080").origin;

const TERMINALS = ["pc", "phone", "tablet"];

/**
 * `story.spec.ts` is played on every terminal, `story.phone.spec.ts` on the phone only. The pictures are a project of
 * their own.
 */
function notFor(terminal: string): string[] {
  const others = TERMINALS.filter((other) => other !== terminal);
  return ["**/screens.spec.ts", ...others.map((other) => `**/*.${other}.spec.ts`)];
}

export default defineConfig({
  testDir: ".",
  reporter: [["line"], ["./failures.ts"]],
  // Two cores, and one community that all stories share.
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  // Software rendering on two shared cores stalls for seconds; what passes at the second try is told as flaky.
  retries: 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: {
    baseURL: ORIGIN,
    browserName: "chromium",
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    screenshot: "only-on-failure",
    launchOptions: { executablePath: "/usr/bin/chromium", args: CHROMIUM },
  },
  projects: [
    { name: "pc", testIgnore: notFor("pc"), use: { viewport: { width: 1440, height: 900 } } },
    {
      name: "phone",
      testIgnore: notFor("phone"),
      // What hangs on a wall or stands in a lobby is never a phone.
      grepInvert: /pages of (wall|kiosk)/,
      use: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
    },
    {
      name: "tablet",
      testIgnore: notFor("tablet"),
      // The tablet is the grid worker's.
      grepInvert: /pages of (?!grid)/,
      use: { viewport: { width: 1024, height: 768 }, isMobile: true, hasTouch: true },
    },
    { name: "screens", testMatch: "**/screens.spec.ts", use: { viewport: { width: 1440, height: 900 } } },
  ],
});
