// What a person waits for, measured in a browser: from a device's message to the page, and the resident's home on a
// slow phone. Each figure is one line of JSON on standard output; `cargo xtask bench` starts it.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { chromium } from "@playwright/test";

const URL_OF = process.env.LINLI_URL;
const MESSAGES = 300;
/** Longer than the feed gathers values for: one that is overtaken by the next is never sent. */
const PAUSE_MS = 150;
const VISITS = 5;

// As Lighthouse throttles: "slow 4G" is 1.6 Mbit/s down, 750 kbit/s up and 150 ms there and back, which the developer
// tools imitate with 3.75 times the delay and nine tenths of the rates; a phone's processor counts as four times slower.
const SLOW_4G = { offline: false, latency: 562.5, downloadThroughput: (1.6e6 / 8) * 0.9, uploadThroughput: (0.75e6 / 8) * 0.9 };
const SLOWER = 4;

const ARGS = [
  ...["--headless=new", "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking"],
  ...["--disable-component-update", "--disable-sync", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
];

function tell(name, value, unit, limit) {
  console.log(JSON.stringify({ name, value, unit, limit }));
}

function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
}

function account(name) {
  const { accounts } = JSON.parse(readFileSync(process.env.LINLI_DEMO_ACCOUNTS, "utf8"));
  return accounts.find((one) => one.account === name);
}

/** A context in which a demo account is signed in, and nothing is cached. */
async function signedIn(browser, name, options = {}) {
  const context = await browser.newContext({ locale: "zh-CN", baseURL: URL_OF, ...options });
  const { account: who, password } = account(name);
  const answer = await context.request.post("/api/seat/sign_in", {
    data: { account: who, password },
    headers: { origin: URL_OF },
  });
  if (!answer.ok()) throw new Error(`${name} can't sign in: ${answer.status()}`);
  return context;
}

/** From a device's publish to the live feed's message in an open page. */
async function publishToBrowser(browser) {
  const devices = JSON.parse(readFileSync(`${process.env.LINLI_DATA}/demo-devices.json`, "utf8"));
  const device = devices.find((one) => one.code === "SMK-3-1502");
  const context = await signedIn(browser, "demo-street");
  const page = await context.newPage();
  await page.goto("/healthz");
  await page.evaluate(() => {
    window.heard = {};
    const events = new EventSource("/live");
    events.onmessage = (message) => {
      const at = performance.timeOrigin + performance.now();
      for (const { property, value } of JSON.parse(message.data).values ?? []) {
        if (property === "smoke_obscuration") window.heard[String(Object.values(value)[0] ?? value)] = at;
      }
    };
    return new Promise((opened) => (events.onopen = opened));
  });

  const [host, port] = process.env.LINLI_BROKER.split(":");
  const publisher = spawn("mosquitto_pub", [
    // Under a name of its own: the simulated detector is connected as well, and would be cut off.
    ...["-h", host, "-p", port, "-q", "1", "-u", device.code, "-P", device.password],
    ...["-t", `linli/${device.code}/observation`, "-l"],
  ]);
  const said = {};
  for (let n = 0; n < MESSAGES; n++) {
    // Below the rule's limit, and each different from all others.
    const value = (1 + n / 1000).toFixed(3);
    said[Number(value)] = performance.timeOrigin + performance.now();
    publisher.stdin.write(`${JSON.stringify({ values: { smoke_obscuration: Number(value) } })}\n`);
    await new Promise((later) => setTimeout(later, PAUSE_MS));
  }
  publisher.stdin.end();
  await page.waitForTimeout(2000);
  const heard = await page.evaluate(() => window.heard);
  const delays = Object.entries(said).filter(([value]) => heard[value]).map(([value, at]) => heard[value] - at);
  if (delays.length < MESSAGES * 0.9) throw new Error(`only ${delays.length} of ${MESSAGES} values were heard`);
  tell("publish to browser, p50", quantile(delays, 0.5), "ms");
  tell("publish to browser, p99", quantile(delays, 0.99), "ms", 1000);
  await context.close();
}

/** A first visit of the resident's home on a slow phone; the median of some. */
async function residentHome(browser) {
  const paints = [];
  const uses = [];
  const loads = [];
  for (let n = 0; n < VISITS; n++) {
    const context = await signedIn(browser, "demo-resident", {
      viewport: { width: 390, height: 844 },
      isMobile: true,
      hasTouch: true,
      serviceWorkers: "block",
    });
    const page = await context.newPage();
    const control = await context.newCDPSession(page);
    await control.send("Network.enable");
    await control.send("Network.emulateNetworkConditions", SLOW_4G);
    await control.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
    let bytes = 0;
    control.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += encodedDataLength));
    await page.goto("/resident", { waitUntil: "commit" });
    // Usable: the way to a repair is pressed as soon as it is there, and its form is there to fill in.
    await page.getByRole("main").getByRole("link", { name: "我要报修" }).click({ timeout: 60_000 });
    await page.getByRole("main").getByRole("radio").first().waitFor({ timeout: 60_000 });
    uses.push(await page.evaluate(() => performance.now()));
    loads.push(bytes / 1000);
    paints.push(await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0].startTime));
    await context.close();
  }
  tell("resident home, slow 4G and 4x processor: first paint", quantile(paints, 0.5), "ms");
  tell("resident home, slow 4G and 4x processor: until the form of a repair has opened", quantile(uses, 0.5), "ms");
  tell("resident home: loaded until the form of a repair has opened", quantile(loads, 0.5), "kB");
}

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ARGS });
try {
  await publishToBrowser(browser);
  await residentHome(browser);
} finally {
  await browser.close();
}
