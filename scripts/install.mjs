/** Makes sure that what package-lock.json lists is installed. Plain JavaScript: it runs on the machine's own Node, before anything is installed. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));
/** Node 24, pinned as the npm package `node`: every script runs on it, whatever the machine has. */
export const pinnedNode = join(root, "node_modules", "node", "bin", "node");

const marker = join(root, "node_modules", ".reelhouse-lock");

export function ensureInstalled() {
  const wanted = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  if (existsSync(pinnedNode) && existsSync(marker) && readFileSync(marker, "utf8") === wanted) return;
  process.stderr.write("Installing dependencies (once, about a minute) ...\n");
  // Not `npm ci`: it refuses a lock file without the native packages of other platforms, which not every registry has. `install` keeps to the
  // locked versions as strictly, and adds what this platform needs.
  const args = ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"];
  const npm = process.env.npm_execpath;
  const { status } = npm?.endsWith(".js")
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: ["ignore", 2, 2] })
    : spawnSync("npm", args, { cwd: root, stdio: ["ignore", 2, 2], shell: process.platform === "win32" });
  if (status !== 0) {
    process.stderr.write(
      "npm install failed; its message is above. Reelhouse needs Node 20 or later, npm and a package registry.\n",
    );
    process.exit(3);
  }
  writeFileSync(marker, wanted);
}
