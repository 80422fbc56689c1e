// The devices of the demo community, which publish as any device does.
import { execFileSync } from "node:child_process";
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

/** Publishes an observation as the device itself would, with its own credentials; `at` when it is not of now. */
export function says(code: string, values: Record<string, number | boolean | string>, at?: Date): void {
  const device = devices().find((one) => one.code === code);
  if (!device) throw new Error(`there is no device ${code}`);
  const [host, port] = (process.env.LINLI_BROKER ?? "127.0.0.1:1883").split(":");
  execFileSync("mosquitto_pub", [
    ...["-h", host, "-p", port, "-q", "1", "-i", code, "-u", code, "-P", device.password],
    ...["-t", `linli/${code}/observation`, "-m", JSON.stringify({ at: at?.toISOString(), values })],
  ]);
}
