/** The dashboards' files, bundled from `dashboard/web` by esbuild and kept in memory, plain and gzipped. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

export interface Asset {
  type: string;
  body: Buffer;
  gzipped: Buffer;
}

const TYPES: Record<string, string> = { js: "text/javascript; charset=utf-8", css: "text/css; charset=utf-8" };
const asset = (type: string, body: Buffer): Asset => ({ type, body, gzipped: gzipSync(body, { level: 9 }) });

/** By path: `/`, `/main.js`, `/style.css` and the chunks. The page asks for the charts' chunk together with its own code, not after it. */
export async function bundleDashboard(codeRoot: string): Promise<ReadonlyMap<string, Asset>> {
  const { build } = await import("esbuild");
  const folder = join(codeRoot, "dashboard", "web");
  const { outputFiles } = await build({
    entryPoints: [join(folder, "main.ts"), join(folder, "style.css")],
    outdir: "/",
    bundle: true,
    minify: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    define: { "process.env.NODE_ENV": '"production"' },
    write: false,
    logLevel: "silent",
  });
  const files = outputFiles.map(({ path, contents }): [string, Asset] => {
    const name = path.replaceAll("\\", "/").replace(/^.*\//, "");
    return [`/${name}`, asset(TYPES[name.split(".").at(-1) ?? ""] ?? "text/plain", Buffer.from(contents))];
  });
  const early = files.map(([path]) => path).filter((path) => /^\/(charts|chunk)-/.test(path));
  const links = early.map((path) => `<link rel="modulepreload" href="${path}" />`).join("");
  const page = readFileSync(join(folder, "index.html"), "utf8").replace("</head>", `${links}</head>`);
  return new Map([["/", asset("text/html; charset=utf-8", Buffer.from(page))], ...files]);
}
