/** CREATE of what lives at the account's level, and of tags: warehouses, roles, users, integrations. */
import type { Executors } from "../../engine/context.ts";
import { notInTwin } from "../../errors.ts";
import { optionText } from "../../sql/ast/read-options.ts";
import { createObject } from "./create-object.ts";
import { booleanOption, numberOption, otherOptions, readOptions } from "./option-values.ts";

/** As SHOW WAREHOUSES spells them: https://docs.snowflake.com/en/sql-reference/sql/create-warehouse */
const sizes: Readonly<Record<string, string>> = {
  XSMALL: "X-Small",
  SMALL: "Small",
  MEDIUM: "Medium",
  LARGE: "Large",
  XLARGE: "X-Large",
  XXLARGE: "2X-Large",
  X2LARGE: "2X-Large",
  "2XLARGE": "2X-Large",
  XXXLARGE: "3X-Large",
  X3LARGE: "3X-Large",
  "3XLARGE": "3X-Large",
  X4LARGE: "4X-Large",
  "4XLARGE": "4X-Large",
  X5LARGE: "5X-Large",
  "5XLARGE": "5X-Large",
  X6LARGE: "6X-Large",
  "6XLARGE": "6X-Large",
};

export const warehouseSize = (word: string | undefined): string =>
  sizes[(word ?? "XSMALL").toUpperCase().replace(/[-_ ]/g, "")] ?? word ?? "X-Small";

export const warehouseOwnOptions = ["WAREHOUSE_SIZE", "AUTO_SUSPEND", "AUTO_RESUME", "INITIALLY_SUSPENDED", "COMMENT"];

export const accountExecutors: Executors = {
  createWarehouse: async (context, statement) => {
    const result = await createObject(context, statement, {
      kind: "warehouse",
      title: "Warehouse",
      define: () => ({
        size: warehouseSize(optionText(statement.options, "WAREHOUSE_SIZE")),
        state: booleanOption(statement.options, "INITIALLY_SUSPENDED", false)
          ? ("SUSPENDED" as const)
          : ("STARTED" as const),
        autoSuspendSeconds: numberOption(statement.options, "AUTO_SUSPEND", 600) || null,
        autoResume: booleanOption(statement.options, "AUTO_RESUME", true),
        options: otherOptions(context, statement.options, warehouseOwnOptions),
      }),
    });
    context.session.warehouse = context.path(statement.name, "warehouse").name;
    return result;
  },
  createRole: (context, statement) => {
    if (statement.database) throw notInTwin(statement.span, "DATABASE ROLE", "Create an account role.");
    return createObject(context, statement, { kind: "role", title: "Role", define: () => ({}) });
  },
  createUser: (context, statement) =>
    createObject(context, statement, {
      kind: "user",
      title: "User",
      define: () => {
        const { PASSWORD: _password, ...options } = readOptions(context, statement.options);
        return { options };
      },
    }),
  createIntegration: (context, statement) =>
    createObject(context, statement, {
      kind: "integration",
      title: "Integration",
      define: () => ({
        category: integrationCategory(statement.integrationType),
        integrationType: optionText(statement.options, "TYPE") ?? "",
        enabled: booleanOption(statement.options, "ENABLED", false),
        options: otherOptions(context, statement.options, ["TYPE", "ENABLED", "COMMENT"]),
      }),
    }),
  createTag: (context, statement) =>
    createObject(context, statement, {
      kind: "tag",
      title: "Tag",
      define: () => ({ allowedValues: (statement.allowedValues ?? []).map(({ value }) => value) }),
    }),
};

function integrationCategory(
  type: string,
): "STORAGE" | "NOTIFICATION" | "API" | "SECURITY" | "EXTERNAL ACCESS" | "CATALOG" {
  switch (type) {
    case "STORAGE":
    case "NOTIFICATION":
    case "API":
    case "SECURITY":
    case "CATALOG":
    case "EXTERNAL ACCESS":
      return type;
    default:
      throw notInTwin(undefined, `${type} INTEGRATION`, "Leave the statement out.");
  }
}
