// The devices of the demo community, which publish as any device does.
import { execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";

export interface DemoDevice {
  code: string;
  kind: string;
  password: string;
  place: string;
}

/** All devices, or those of a kind. */
export function devices(kind?: string): DemoDevice[] {
  const all: DemoDevice[] = JSON.parse(readFileSync(`${process.env.LINLI_DATA}/demo-devices.json`, "utf8"));
  return kind ? all.filter((device) => device.kind === kind) : all;
}

/** The code of the first device that a pattern fits. */
export function deviceLike(pattern: RegExp): string {
  const found = devices().find((device) => pattern.test(device.code));
  if (!found) throw new Error(`there is no device like ${pattern}`);
  return found.code;
}

/** How a device publishes: with the password it was made with unless another is given, beside whoever else is it. */
function publishing(code: string, password?: string): string[] {
  const device = devices().find((one) => one.code === code);
  if (!device) throw new Error(`there is no device ${code}`);
  const [host, port] = (process.env.LINLI_BROKER ?? "127.0.0.1:1883").split(":");
  const line = ["-h", host, "-p", port, "-q", "1", "-u", code, "-P", password ?? device.password];
  return [...line, "-t", `linli/${code}/observation`];
}

type Values = Record<string, number | boolean | string>;

/** Publishes an observation as the device itself would; `at` when it is not of now. Throws when it isn't let in. */
export function says(code: string, values: Values, at?: Date, password?: string): void {
  const payload = JSON.stringify({ at: at?.toISOString(), values });
  execFileSync("mosquitto_pub", [...publishing(code, password), "-m", payload]);
}

/** Publishes whatever it is as an observation. */
export function saysRaw(code: string, payload: string): void {
  execFileSync("mosquitto_pub", [...publishing(code), "-m", payload]);
}

/** A device that stays connected, as a real one does: what it says is on its way at once. */
export interface Line {
  /** Publishes, and answers when, in milliseconds of the machine's clock. */
  says(values: Values): number;
  hangUp(): void;
}

/** Connects a device; it has said `values` when this returns. */
export async function connected(code: string, values: Values): Promise<Line> {
  // It tells of its acknowledgement line by line, which a pipe would keep back.
  const client = spawn("stdbuf", ["-oL", "mosquitto_pub", ...publishing(code), "-l", "-d"], { stdio: ["pipe", "pipe", "inherit"] });
  const said = new Promise<void>((resolve) => {
    client.stdout.on("data", (text: Buffer) => text.includes("PUBACK") && resolve());
  });
  const says = (values: Values) => {
    client.stdin.write(`${JSON.stringify({ values })}\n`);
    return Date.now();
  };
  says(values);
  await said;
  return { says, hangUp: () => client.stdin.end() };
}
