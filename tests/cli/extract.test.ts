import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { toCsvLine, toRow } from "../../cli/extract/convert.ts";
import { extract } from "../../cli/extract/extract.ts";
import { readHttp } from "../../cli/extract/read-http.ts";
import { type HttpSource, sourceSchema } from "../../cli/extract/source.ts";

let folder: string;
let server: Server;
let url: string;
let requests: { path: string; key: string | null; at: number }[];
/** Answers in turn, before the API's own. */
let faults: { status: number; headers?: Record<string, string>; body?: string }[];

const FILMS = Array.from({ length: 23 }, (_, index) => ({ imdbID: `tt${index}`, Title: `Film ${index}` }));

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "reelhouse-extract-"));
  requests = [];
  faults = [];
  server = createServer((request, response) => {
    const { searchParams, pathname, search } = new URL(request.url ?? "", "http://x");
    requests.push({ path: pathname + search, key: searchParams.get("apikey"), at: Date.now() });
    const fault = faults.shift();
    if (fault) return void response.writeHead(fault.status, fault.headers).end(fault.body ?? "no");
    response.setHeader("content-type", "application/json").end(JSON.stringify(omdb(searchParams)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true });
});

/** OMDb's shape: pages of ten, details by id, errors inside an answer with status 200. */
function omdb(query: URLSearchParams) {
  if (query.get("apikey") !== "secret") return { Response: "False", Error: "Invalid API key!" };
  const id = query.get("i");
  if (id)
    return {
      Response: "True",
      Title: `Film ${id.slice(2)}`,
      Released: "12 Jun 1998",
      Rated: "N/A",
      BoxOffice: "$1,234,567",
      Runtime: "136 min",
      Genre: "Drama, War",
      imdbRating: "8.7",
      imdbVotes: "1,402",
    };
  if (query.get("s") === "nothing") return { Response: "False", Error: "Movie not found!" };
  const page = Number(query.get("page"));
  return { Response: "True", Search: FILMS.slice((page - 1) * 10, page * 10), totalResults: String(FILMS.length) };
}

const omdbSource = (more: object = {}): HttpSource => {
  const builtIn = JSON.parse(readFileSync(new URL("../../cli/extract/sources/omdb.json", import.meta.url), "utf8"));
  return sourceSchema.parse({ ...builtIn, url, requestsPerSecond: 1000, ...more }) as HttpSource;
};
const context = (values: Record<string, string> = { search: "film" }) => ({
  values,
  env: { OMDB_API_KEY: "secret" },
  firstRetryMs: 5,
});
const all = async <T>(items: AsyncIterable<T>) => {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
};

describe("an HTTP source", () => {
  it("reads every page and each record's detail, and stops at the total", async () => {
    const records = await all(readHttp(omdbSource(), context()));
    expect(records.map(({ Title }) => Title)).toEqual(FILMS.map(({ Title }) => Title));
    expect(requests.filter(({ path }) => path.includes("page="))).toHaveLength(3);
  });

  it("tries again after 429 and 5xx, and keeps to Retry-After", async () => {
    faults = [{ status: 429, headers: { "retry-after": "1" } }, { status: 503 }];
    const records = await all(readHttp(omdbSource({ detail: undefined }), context()));
    expect(records).toHaveLength(23);
    expect((requests[1]?.at ?? 0) - (requests[0]?.at ?? 0)).toBeGreaterThanOrEqual(990);
  });

  it("gives up on what a retry cannot mend, and never prints the key", async () => {
    faults = [{ status: 403 }];
    const failure = await all(readHttp(omdbSource(), context())).catch((error: Error) => error.message);
    expect(failure).toContain("status 403");
    expect(failure).not.toContain("secret");
    expect(requests).toHaveLength(1);
  });

  it("gives up after its retries", async () => {
    faults = Array.from({ length: 9 }, () => ({ status: 500 }));
    await expect(all(readHttp(omdbSource({ retries: 2 }), context()))).rejects.toThrow("after 3 tries");
  });

  it("takes no more requests per second than it is told", async () => {
    await all(readHttp(omdbSource({ detail: undefined, requestsPerSecond: 20 }), context()));
    expect((requests.at(-1)?.at ?? 0) - (requests[0]?.at ?? 0)).toBeGreaterThanOrEqual(90);
  });

  it("tells an error inside an answer, and takes `not found` for no records", async () => {
    expect(await all(readHttp(omdbSource(), context({ search: "nothing" })))).toEqual([]);
    await expect(all(readHttp(omdbSource(), { ...context(), env: { OMDB_API_KEY: "wrong" } }))).rejects.toThrow(
      "Invalid API key!",
    );
  });

  it("names the key or the value that was not given", async () => {
    await expect(all(readHttp(omdbSource(), { ...context(), env: {} }))).rejects.toThrow("OMDB_API_KEY");
    await expect(all(readHttp(omdbSource(), context({})))).rejects.toThrow("--set search=");
  });
});

describe("converting", () => {
  it("takes numbers out of texts, the first of a list, and leaves what is missing empty", () => {
    const fields = {
      gross: { from: "BoxOffice", as: "number" },
      genre: { from: "Genre", as: "first" },
      year: "info.year",
    } as const;
    const record = { BoxOffice: "$1,234", Genre: "Drama, War", info: { year: 1942 }, rated: "N/A", flag: false };
    expect(toRow(record, ["gross", "genre", "year", "rated", "flag", "none"], fields, ["N/A"])).toEqual([
      "1234",
      "Drama",
      "1942",
      undefined,
      "false",
      undefined,
    ]);
  });

  it("quotes what RFC 4180 wants quoted, and tells an empty text from a missing one", () => {
    expect(toCsvLine(["a", "b,c", 'say "x"', "two\nlines", "", undefined, " padded"])).toBe(
      'a,"b,c","say ""x""","two\nlines","",," padded"\n',
    );
  });
});

describe("extract", () => {
  it("writes CSV, its Parquet twin and a manifest that names both", async () => {
    writeFileSync(
      join(folder, "films.json"),
      JSON.stringify({ data: [{ Title: "One", "IMDB Rating": 7.5, "IMDB Votes": 10 }, { Title: 2001 }] }),
    );
    writeFileSync(
      join(folder, "source.json"),
      JSON.stringify({
        title: "t",
        kind: "json",
        dataset: "catalogue",
        table: "films",
        file: "films.json",
        records: "data",
      }),
    );
    const out = join(folder, "out");
    const extracted = await extract(join(folder, "source.json"), { out, parquet: true, values: {}, env: {} });
    expect(extracted.rows).toBe(2);
    const manifest = JSON.parse(readFileSync(join(out, "manifest.json"), "utf8"));
    expect(
      manifest.resources.map(({ path, rowCount }: { path: string; rowCount: number }) => [path, rowCount]),
    ).toEqual([
      ["films.csv", 2],
      ["films.parquet", 2],
    ]);
    expect(readFileSync(join(out, "films.csv"), "utf8").split("\n")[2]?.startsWith("2001,")).toBe(true);
  });

  it("keeps the CSV and refuses Parquet when a value is not of its column's type", async () => {
    writeFileSync(join(folder, "films.json"), JSON.stringify([{ Title: "One", "US Gross": "a lot" }]));
    writeFileSync(
      join(folder, "source.json"),
      JSON.stringify({ title: "t", kind: "json", dataset: "catalogue", table: "films", file: "films.json" }),
    );
    const run = extract(join(folder, "source.json"), { out: join(folder, "out"), parquet: true, values: {}, env: {} });
    await expect(run).rejects.toMatchObject({ exitCode: 1, message: expect.stringContaining("a lot") });
    expect(readFileSync(join(folder, "out", "films.csv"), "utf8")).toContain("a lot");
  });

  it("refuses a description that is not one, with every fault", async () => {
    writeFileSync(join(folder, "source.json"), JSON.stringify({ kind: "json", dataset: "catalogue", file: 3 }));
    await expect(
      extract(join(folder, "source.json"), { out: folder, parquet: true, values: {}, env: {} }),
    ).rejects.toMatchObject({ exitCode: 2 });
  });
});
