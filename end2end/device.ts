// The devices of the demo community: what each says goes by MQTT with its own credentials, as the device itself would.
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

/** Publishes an observation as the device itself would, with its own credentials. */
export function says(code: string, values: Record<string, number | boolean | string>): void {
  const device = devices().find((one) => one.code === code);
  if (!device) throw new Error(`there is no device ${code}`);
  const [host, port] = (process.env.LINLI_BROKER ?? "127.0.0.1:1883").split(":");
  execFileSync("mosquitto_pub", [
    ...["-h", host, "-p", port, "-q", "1", "-i", code, "-u", code, "-P", device.password],
    ...["-t", `linli/${code}/observation`, "-m", JSON.stringify({ values })],
  ]);
}
