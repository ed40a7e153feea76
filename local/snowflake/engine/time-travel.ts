/** AT and BEFORE: from the clause to the point of a table's history. */
import { SnowflakeError } from "../errors.ts";
import type { Statement, TableRelation, TimeTravel } from "../sql/ast/index.ts";
import { formatType } from "../sql/types.ts";
import type { ChangePoint, PastPoint, TableId } from "../storage/port.ts";
import type { ExecutionContext } from "./context.ts";

/** What each clause means, evaluated before the statement is compiled, because the binder does not wait. */
export type TravelPoints = ReadonlyMap<TimeTravel, PastPoint>;

const mentionsPast = /\b(?:at|before)\s*\(/i;

/** Evaluates every AT and BEFORE of the statement. */
export async function prepareTravel(context: ExecutionContext, statement: Statement): Promise<TravelPoints> {
  const points = new Map<TimeTravel, PastPoint>();
  if (!mentionsPast.test(context.text)) return points;
  for (const { travel, changes } of travelingTables(statement)) {
    for (const clause of [travel, changes?.at, changes?.end]) {
      if (clause !== undefined) points.set(clause, await pastPoint(context, clause));
    }
  }
  return points;
}

function travelingTables(node: unknown): TableRelation[] {
  if (typeof node !== "object" || node === null) return [];
  if (Array.isArray(node)) return node.flatMap(travelingTables);
  const { kind, travel, changes } = node as Partial<TableRelation>;
  const own = kind === "table" && (travel ?? changes) !== undefined ? [node as TableRelation] : [];
  return [...own, ...Object.values(node).flatMap(travelingTables)];
}

/** Throws 000707 for a time before the table's history. */
export async function travelPoint(context: ExecutionContext, table: TableId, travel: TimeTravel): Promise<ChangePoint> {
  return pointInHistory(context, table, await pastPoint(context, travel), travel);
}

/** Throws 000707 for a time before the table's history. */
export function pointInHistory(
  context: ExecutionContext,
  table: TableId,
  past: PastPoint,
  { span }: TimeTravel,
): ChangePoint {
  const point = context.storage.pointAt(table, past);
  if (point !== undefined) return point;
  const name = tableName(context, table);
  throw new SnowflakeError(
    "000707",
    "02000",
    `Time travel data is not available for table ${name}. The requested time is either beyond the allowed time travel period or before the object creation time.`,
    span,
  );
}

function tableName({ catalog }: ExecutionContext, table: TableId): string {
  const found = [...catalog.list("table"), ...catalog.list("dynamic_table")].find((object) => object.table === table);
  return found?.name ?? String(table);
}

/** https://docs.snowflake.com/en/sql-reference/constructs/at-before */
export async function pastPoint(context: ExecutionContext, travel: TimeTravel): Promise<PastPoint> {
  const before = travel.position === "BEFORE";
  const { sql, type } = context.compileExpression(travel.value);
  const text = async (value: string) => {
    const result = await context.connection.runAndReadAll(`select cast(${value} as varchar)`);
    return String(result.getRowsJS()[0]?.[0]);
  };
  switch (travel.by) {
    case "STATEMENT":
      return { kind: "statement", queryId: await text(sql), before };
    case "OFFSET":
      return { kind: "timestamp", at: context.now + Number(await text(sql)) * 1000, before };
    case "TIMESTAMP": {
      if (!["timestamp_tz", "timestamp_ltz", "timestamp_ntz", "date"].includes(type.kind)) {
        throw new SnowflakeError(
          "002082",
          "42601",
          `SQL compilation error:\nInvalid argument types for AT(TIMESTAMP => ${formatType(type)}): a timestamp is expected. Cast it with ::timestamp.`,
          travel.span,
        );
      }
      const at = type.kind === "timestamp_tz" ? `(${sql}).utc` : sql;
      return { kind: "timestamp", at: Number(await text(`epoch_ms(${at})`)), before };
    }
    default:
      throw new SnowflakeError(
        "002083",
        "0A000",
        `Unsupported feature '${travel.position}(${travel.by} => ...)' here.`,
        travel.span,
      );
  }
}
