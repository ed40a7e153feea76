/** From `@stage/path` or a URL to the place where files lie, and to the names that users see. */
import path from "node:path";
import { formatPath } from "../catalog/object-map.ts";
import type { StageDefinition } from "../catalog/objects.ts";
import type { ExecutionContext } from "../engine/context.ts";
import { pathOfParts } from "../engine/names.ts";
import { doesNotExist, notInTwin, SnowflakeError } from "../errors.ts";
import type { Bind, ListFiles, Location, SessionVariable, Span, StagePath } from "../sql/ast/index.ts";
import { parseStatement } from "../sql/parser/index.ts";
import { folderStore } from "./files/folder-store.ts";
import { s3Store } from "./files/s3-store.ts";
import type { FileStore } from "./files/store.ts";

export interface StageLocation {
  store: FileStore;
  /** Key prefix of the stage itself: "" or one that ends in a slash. */
  root: string;
  /** What the statement adds to it. A prefix of names, not a folder. */
  path: string;
  /** `s3://bucket/`; undefined for an internal stage. */
  bucketUrl: string | undefined;
  /** Put before keys of an internal stage in listings: `mystage/`. */
  listed: string;
  /** The path that PATTERN sees before a key of an internal stage: opaque, as in Snowflake. */
  opaque: string;
  definition: StageDefinition | undefined;
}

const segment = (name: string) => encodeURIComponent(name).replaceAll(".", "%2E");

/** Throws 002003 for an unknown stage, and refuses places other than S3 by name. */
export function resolveLocation(context: ExecutionContext, location: Location): StageLocation {
  if (location.kind === "string") return externalLocation(context, location.value, "", undefined);
  if (location.kind !== "stagePath") return resolveLocation(context, variableLocation(context, location));
  switch (location.stage) {
    case "user": {
      const folder = `users/${segment(context.session.user)}`;
      return internalLocation(context, folder, location.path, "", undefined);
    }
    case "table": {
      const parts = location.parts.map(({ value }) => value);
      const table = context.catalog.relation(pathOfParts(parts, "table", context.session));
      if (table?.kind !== "table") throw doesNotExist(location.span, "Table", parts.join("."));
      return internalLocation(context, `tables/${table.id}`, location.path, "", undefined);
    }
    case "named":
      return namedLocation(context, location);
  }
}

/** `from $source`, `from :source`: the variable's text is a stage or a URL. */
function variableLocation(context: ExecutionContext, location: Bind | SessionVariable): Location {
  const text =
    location.kind === "variable"
      ? context.session.variables.get(location.name)?.value
      : context.binds.get(location.style === "named" ? location.name : String(location.ordinal))?.value;
  if (typeof text !== "string") {
    throw new SnowflakeError(
      "000904",
      "42000",
      "SQL compilation error:\nThe variable of a location is not set.",
      location.span,
    );
  }
  return locationOfText(text, location.span);
}

/** The location that a value names: `@stage/path` or a URL. */
export function locationOfText(text: string, span: Span): Location {
  if (!text.startsWith("@")) return { kind: "string", value: text, dollarQuoted: false, span };
  // LIST takes what stands for a stage in a string, as COPY does.
  return (parseStatement(`list '${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`) as ListFiles).stage;
}

function namedLocation(context: ExecutionContext, location: StagePath): StageLocation {
  const named = pathOfParts(
    location.parts.map(({ value }) => value),
    "stage",
    context.session,
  );
  const stage = context.catalog.get("stage", named);
  if (stage === undefined) throw doesNotExist(location.span, "Stage", formatPath(named));
  return stageLocation(context, stage, location.path);
}

export function stageLocation(
  context: Pick<ExecutionContext, "s3" | "filesFolder">,
  stage: StageDefinition,
  subPath: string,
): StageLocation {
  if (stage.url !== "") return externalLocation(context, stage.url, subPath, stage);
  return internalLocation(context, `stages/${stage.id}`, subPath, `${stage.name.toLowerCase()}/`, stage);
}

function internalLocation(
  { filesFolder }: Pick<ExecutionContext, "filesFolder">,
  folder: string,
  subPath: string,
  listed: string,
  definition: StageDefinition | undefined,
): StageLocation {
  const store = folderStore(path.join(filesFolder, folder));
  return { store, root: "", path: subPath, bucketUrl: undefined, listed, opaque: `${folder}/`, definition };
}

/** Throws 001011 for what is no URL of a cloud's storage: nothing else can be read, of this machine least of all. */
export function requireS3Url(url: string): { bucket: string; key: string } {
  const match = /^(s3|s3gov|s3china):\/\/([^/]+)\/?(.*)$/i.exec(url);
  if (match !== null) return { bucket: match[2] ?? "", key: match[3] ?? "" };
  if (/^(gcs|azure|s3compat):\/\//i.test(url))
    throw notInTwin(undefined, `external location '${url}'`, "Use an s3:// location.");
  throw new SnowflakeError("001011", "22023", `SQL compilation error:\ninvalid URL prefix found in: '${url}'`);
}

function externalLocation(
  { s3 }: Pick<ExecutionContext, "s3">,
  url: string,
  subPath: string,
  definition: StageDefinition | undefined,
): StageLocation {
  const { bucket, key } = requireS3Url(url);
  if (s3 === undefined) {
    throw notInTwin(undefined, `external location '${url}'`, "Start the twin with the endpoint of an S3.");
  }
  // The URL of a stage is a folder; a URL in COPY itself is a prefix of names.
  const isFolder = definition !== undefined;
  const root = isFolder && key !== "" && !key.endsWith("/") ? `${key}/` : isFolder ? key : "";
  return {
    store: s3Store(s3, bucket),
    root,
    path: isFolder ? subPath : key,
    bucketUrl: `s3://${bucket}/`,
    listed: "",
    opaque: "",
    definition,
  };
}

/** The prefix of the keys that a location means. */
export const keyPrefix = ({ root, path: subPath }: StageLocation): string => `${root}${subPath}`;

/** As LIST and COPY's result name a file: `mystage/a.csv`, `s3://bucket/a.csv`. */
export const listedName = (location: StageLocation, key: string): string =>
  location.bucketUrl === undefined ? `${location.listed}${key}` : `${location.bucketUrl}${key}`;

/** As COPY_HISTORY and pipes name a file: without the stage's own part. */
export const relativeName = (location: StageLocation, key: string): string =>
  key.startsWith(location.root) ? key.slice(location.root.length) : key;

/** `s3://bucket/folder/`, or the name of the internal stage. */
export const locationUrl = (location: StageLocation): string =>
  location.bucketUrl === undefined ? location.listed : `${location.bucketUrl}${location.root}`;

/** A Java regular expression that has to match the whole path. */
export function pathPattern(pattern: string): (location: StageLocation, key: string) => boolean {
  let compiled: RegExp;
  try {
    compiled = new RegExp(`^(?:${pattern.replace(/^\(\?i\)/, "")})$`, pattern.startsWith("(?i)") ? "isu" : "su");
  } catch (error) {
    throw new SnowflakeError(
      "100048",
      "2201B",
      `Invalid regular expression: '${pattern}', ${(error as Error).message}`,
      undefined,
      {
        cause: error,
      },
    );
  }
  return (location, key) => compiled.test(`${location.opaque}${key}`);
}
