/** The dashboards' files, bundled from `dashboard/web` by esbuild and kept in memory, plain and gzipped. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

export interface Asset {
  type: string;
  /** Its name changes with its content: a browser need not ask for it again. */
  isLasting: boolean;
  body: Buffer;
  gzipped: Buffer;
}

const TYPES: Record<string, string> = { js: "text/javascript; charset=utf-8", css: "text/css; charset=utf-8" };
const asset = (type: string, body: Buffer, isLasting = false): Asset => ({
  type,
  isLasting,
  body,
  gzipped: gzipSync(body, { level: 9 }),
});

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
    const type = TYPES[name.split(".").at(-1) ?? ""] ?? "text/plain";
    return [`/${name}`, asset(type, Buffer.from(contents), /-[0-9A-Z]{8}\.js$/.test(name))];
  });
  const early = files.map(([path]) => path).filter((path) => /^\/(charts|chunk)-/.test(path));
  const links = early.map((path) => `<link rel="modulepreload" href="${path}" />`).join("");
  const page = readFileSync(join(folder, "index.html"), "utf8").replace("</head>", `${links}</head>`);
  return new Map([["/", asset("text/html; charset=utf-8", Buffer.from(page))], ...files]);
}
