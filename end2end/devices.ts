// The devices of the demo community, which publish as any device does.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

interface DeviceSecret {
  code: string;
  password: string;
}

function all(): DeviceSecret[] {
  return JSON.parse(readFileSync(`${process.env.LINLI_DATA}/demo-devices.json`, "utf8"));
}

/** The code of the first device that a pattern fits. */
export function deviceLike(pattern: RegExp): string {
  const found = all().find((device) => pattern.test(device.code));
  if (!found) throw new Error(`there is no device like ${pattern}`);
  return found.code;
}

/** Publishes an observation as the device itself would, with its own credentials; `at` when it is not of now. */
export function says(code: string, values: Record<string, number>, at?: Date): void {
  const device = all().find((one) => one.code === code);
  if (!device) throw new Error(`there is no device ${code}`);
  const [host, port] = (process.env.LINLI_BROKER ?? "127.0.0.1:1883").split(":");
  execFileSync("mosquitto_pub", [
    ...["-h", host, "-p", port, "-q", "1", "-i", code, "-u", code, "-P", device.password],
    ...["-t", `linli/${code}/observation`, "-m", JSON.stringify({ at: at?.toISOString(), values })],
  ]);
}
