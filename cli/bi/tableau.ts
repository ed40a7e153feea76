/**
 * A `.tds` file: one table as a Tableau data source, with names for people, what each column says and how it adds up
 * (help.tableau.com/current/pro/desktop/en-us/export_connection.htm). Tableau reads types anew when it connects and asks for the login.
 */
import type { Address } from "./powerbi.ts";
import type { BiColumn, BiTable } from "./tables.ts";

export interface TableauAddress extends Address {
  database: string;
  role: string;
}

/** Numbers that name something and count nothing. */
const IDENTIFIER = /(^|_)(ID|KEY|SK|CODE|DECADE|YEAR|QUARTER|MONTH|DAY|WEEK|HOUR|NUMBER|ROW|PLACE|SEQUENCE)$/;
/** How numbers of several rows come together, by the words in their names, the first that fits; others are summed. */
const AGGREGATIONS: readonly (readonly [RegExp, string])[] = [
  [/_COUNT$/, "Sum"], // RATING_COUNT counts, whatever it counts
  [/(^|_)(LEAST|MIN|MINIMUM|FIRST)(_|$)/, "Min"],
  [/(^|_)(MOST|MAX|MAXIMUM|LAST)(_|$)/, "Max"],
  [/(^|_)(PCT|MEAN|AVG|AVERAGE|RATIO|SHARE|SCORE|RATING|LAG|AGE|RELEVANCE)(_|$)/, "Avg"],
];

export function tds(table: BiTable, address: TableauAddress): string {
  const connection = "snowflake.reelhouse";
  const lines = [
    "<?xml version='1.0' encoding='utf-8' ?>",
    `<datasource${attributes({ "formatted-name": "reelhouse", inline: "true", version: "18.1", caption: titleOf(table.name) })}>`,
    "  <connection class='federated'>",
    "    <named-connections>",
    `      <named-connection${attributes({ caption: address.server, name: connection })}>`,
    `        <connection${attributes({
      class: "snowflake",
      server: address.server,
      dbname: address.database,
      schema: table.schema,
      warehouse: address.warehouse,
      service: address.role, // the role, in Tableau's name for it
      authentication: "Username Password",
      username: "",
      "odbc-connect-string-extras": "",
      "one-time-sql": "",
    })} />`,
    "      </named-connection>",
    "    </named-connections>",
    `    <relation${attributes({ connection, name: table.name, table: [address.database, table.schema, table.name].map(bracketed).join("."), type: "table" })} />`,
    "  </connection>",
    ...table.columns.flatMap(columnLines),
    "</datasource>",
  ];
  return `${lines.join("\n")}\n`;
}

function columnLines(column: BiColumn): string[] {
  const datatype = datatypeOf(column);
  const isNumber = datatype === "integer" || datatype === "real";
  const isMeasure = isNumber && !IDENTIFIER.test(column.name);
  const isOrdered = isNumber || datatype === "date" || datatype === "datetime";
  const head = `  <column${attributes({
    caption: titleOf(column.name),
    datatype,
    name: bracketed(column.name),
    role: isMeasure ? "measure" : "dimension",
    type: isMeasure ? "quantitative" : isOrdered ? "ordinal" : "nominal",
    ...(isMeasure && { aggregation: AGGREGATIONS.find(([words]) => words.test(column.name))?.[1] ?? "Sum" }),
  })}`;
  if (column.comment === "") return [`${head} />`];
  return [
    `${head}>`,
    `    <desc><formatted-text><run>${escapeXml(column.comment)}</run></formatted-text></desc>`,
    "  </column>",
  ];
}

/** docs.snowflake.com/en/sql-reference/intro-summary-data-types. What Tableau has no type for, it gets as text. */
function datatypeOf({ type, scale }: BiColumn): string {
  if (type === "NUMBER") return scale === 0 ? "integer" : "real";
  if (type === "FLOAT") return "real";
  if (type === "BOOLEAN") return "boolean";
  if (type === "DATE") return "date";
  return type.startsWith("TIMESTAMP") ? "datetime" : "string";
}

/** `BOOKINGS_BY_MOVIE` as `Bookings by movie`. */
const titleOf = (name: string) => {
  const words = name
    .replace(/^V_/, "")
    .toLowerCase()
    .replaceAll("_", " ")
    .replace(/\bid\b/g, "ID")
    .replace(/\bpct\b/g, "%");
  return words.charAt(0).toUpperCase() + words.slice(1);
};

const bracketed = (name: string) => `[${name.replaceAll("]", "]]")}]`;

const attributes = (values: Record<string, string>) =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}='${escapeXml(value)}'`)
    .join("");

/** Control characters that XML 1.0 does not have (www.w3.org/TR/xml/#charsets) are left out; line ends stay what they are in attributes too. */
const escapeXml = (text: string) =>
  text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "")
    .toWellFormed()
    .replace(/[&<>'"\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
