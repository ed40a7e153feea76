/** Who, where and when. https://docs.snowflake.com/en/sql-reference/functions-context */
import { type Bound, constantOf, nullOf } from "../binder/bound.ts";
import type { SessionValues } from "../binder/catalog-view.ts";
import { castSettings, coerce } from "../binder/coerce.ts";
import { typedText } from "../binder/literals.ts";
import { zone } from "../emit/cast-time.ts";
import { quoteText } from "../emit/text.ts";
import { array, date, time, timestampLtz, timestampNtz, varchar } from "../types.ts";
import { bindArguments, type Call, parameters, type Rule, special } from "./rule.ts";

const session = (read: (values: SessionValues) => string | undefined): Rule =>
  special((call) => {
    bindArguments(call, parameters(""));
    call.scope.compilation.isDeterministic = false;
    const value = read(call.scope.compilation.view.session);
    return value === undefined ? nullOf(varchar()) : constantOf(quoteText(value), varchar(), value);
  });

/** The statement's time: every mention in a statement is the same. */
function nowUtc(call: Call): string {
  bindArguments(call, parameters("int?"));
  const { compilation } = call.scope;
  compilation.isDeterministic = false;
  return `make_timestamp(CAST(${Math.trunc(compilation.view.session.now * 1000)} AS BIGINT))`;
}
const local = (call: Call) =>
  `timezone(${zone(castSettings(call.scope.compilation))}, timezone('UTC', ${nowUtc(call)}))`;
const moment = (bind: (call: Call) => Omit<Bound, "uses" | "nullable" | "hasAggregate" | "hasWindow">): Rule =>
  special((call) => ({ nullable: false, uses: [], hasAggregate: false, hasWindow: false, ...bind(call) }));

const currentTimestamp = moment((call) => ({ sql: `timezone('UTC', ${nowUtc(call)})`, type: timestampLtz() }));
const currentTime = moment((call) => ({ sql: `CAST(${local(call)} AS TIME)`, type: time() }));

export const contexts: Readonly<Record<string, Rule>> = {
  CURRENT_TIMESTAMP: currentTimestamp,
  LOCALTIMESTAMP: currentTimestamp,
  GETDATE: currentTimestamp,
  SYSTIMESTAMP: currentTimestamp,
  CURRENT_DATE: moment((call) => ({ sql: `CAST(${local(call)} AS DATE)`, type: date })),
  CURRENT_TIME: currentTime,
  LOCALTIME: currentTime,
  SYSDATE: moment((call) => ({ sql: nowUtc(call), type: timestampNtz() })),
  CURRENT_DATABASE: session((values) => values.database),
  CURRENT_SCHEMA: session((values) => values.schema),
  CURRENT_SCHEMAS: special((call) => {
    bindArguments(call, parameters(""));
    call.scope.compilation.isDeterministic = false;
    const { database, schema } = call.scope.compilation.view.session;
    const text = JSON.stringify(database === undefined ? [] : [`${database}.${schema ?? "PUBLIC"}`]);
    return { ...constantOf(quoteText(text), array, text), nullable: false };
  }),
  CURRENT_ROLE: session((values) => values.role),
  CURRENT_ROLE_TYPE: session(() => "ROLE"),
  /** https://docs.snowflake.com/en/sql-reference/functions/getvariable: the name in upper case; NULL for none. */
  GETVARIABLE: special((call) => {
    const [name] = bindArguments(call, parameters("text"));
    call.scope.compilation.isDeterministic = false;
    const variable = call.scope.compilation.view.session.variable(String(name!.constant));
    if (variable === undefined) return nullOf(varchar());
    return coerce(typedText(variable, call.scope.compilation), varchar(), call.scope.compilation);
  }),
  CURRENT_SECONDARY_ROLES: session(() => '{"roles":"","value":""}'),
  CURRENT_WAREHOUSE: session((values) => values.warehouse),
  CURRENT_USER: session((values) => values.user),
  CURRENT_ACCOUNT: session((values) => values.account),
  CURRENT_ACCOUNT_NAME: session((values) => values.account),
  CURRENT_ORGANIZATION_NAME: session(() => "TWIN"),
  CURRENT_REGION: session((values) => values.region),
  CURRENT_SESSION: session((values) => values.sessionId),
  CURRENT_VERSION: session((values) => values.version),
  CURRENT_CLIENT: session((values) => values.client),
  CURRENT_IP_ADDRESS: session((values) => values.ipAddress),
  CURRENT_TRANSACTION: session((values) => values.transactionId),
  CURRENT_STATEMENT: session((values) => values.statementText),
  CURRENT_AVAILABLE_ROLES: session((values) => JSON.stringify(values.role === undefined ? [] : [values.role])),
  LAST_QUERY_ID: special((call) => {
    const [index] = bindArguments(call, parameters("int?"));
    call.scope.compilation.isDeterministic = false;
    const id = call.scope.compilation.view.session.queryId(index === undefined ? -1 : Number(index.constant));
    return id === undefined ? nullOf(varchar()) : constantOf(quoteText(id), varchar(), id);
  }),
};
