/** A statement that makes an alert again, for GET_DDL. */
import type { AlertDefinition } from "../catalog/objects.ts";

const text = (value: string) => `'${value.replaceAll("'", "''")}'`;

export function alertText({ warehouse, schedule, comment, condition, action }: AlertDefinition, name: string): string {
  const lines = [
    warehouse === undefined ? "" : `warehouse=${warehouse}`,
    `schedule=${text(schedule)}`,
    comment === "" ? "" : `COMMENT=${text(comment)}`,
    `if (exists (${condition}))`,
    `then ${action};`,
  ];
  return [`create or replace alert ${name}`, ...lines.filter((line) => line !== "")].join("\n\t");
}
