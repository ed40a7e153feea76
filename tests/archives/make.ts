/** Writes `hostile/<CODE>--<kind>.zip` and `good/<kind>.zip` beside itself: `node tests/archives/make.ts`. Those over 64 KiB are only made in the tests. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { goodArchives } from "../zip/support/good.ts";
import { hostileArchives } from "../zip/support/hostile.ts";

const MOST_BYTES = 64 * 1024;
const folder = (name: string) => fileURLToPath(new URL(`${name}/`, import.meta.url));

for (const name of ["hostile", "good"]) {
  rmSync(folder(name), { recursive: true, force: true });
  mkdirSync(folder(name));
}
for (const { code, kind, bytes } of hostileArchives())
  if (bytes.length <= MOST_BYTES) writeFileSync(`${folder("hostile")}${code}--${kind}.zip`, bytes);
for (const { kind, bytes } of goodArchives()) if (bytes.length <= MOST_BYTES) writeFileSync(`${folder("good")}${kind}.zip`, bytes);
