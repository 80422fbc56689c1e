// A field survey, as an operator brings it in beside the running server.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { test } from "@playwright/test";

/** A closed ring of positions in WGS-84. */
export type Ring = [lon: number, lat: number][];

/** Surveys a building that stands: from now on it has this outline. Answers what the command printed. */
export function surveyed(outline: Ring): string {
  const properties = { id: "演示复测", kind: "building", surveyed_at: new Date(Date.now() - 86_400_000).toISOString() };
  const geometry = { type: "Polygon", coordinates: [outline] };
  const file = test.info().outputPath("survey.geojson");
  writeFileSync(file, JSON.stringify({ type: "FeatureCollection", features: [{ type: "Feature", properties, geometry }] }));
  const program = process.env.LINLI_BIN;
  if (!program) throw new Error("LINLI_BIN is not set; start the tests by `cargo xtask test`");
  const asked = ["import", "--survey", file, "--name", "演示社区", "--source", "演示测绘复测", "--replace"];
  // The stand's data lies in its own folder, whatever database the caller works on.
  const env = { ...process.env, DATABASE_URL: undefined };
  return execFileSync(program, asked, { encoding: "utf8", env, stdio: "pipe" });
}
