/** https://docs.snowflake.com/en/sql-reference/functions-context */
import type { Case } from "./cases.ts";

export const contextCases: readonly Case[] = [
  ["current_database()", "DB"],
  ["current_schema()", "PUBLIC"],
  ["array_contains('DB.PUBLIC'::variant, parse_json(replace(current_schemas(), '\"', '\"')))", "true"],
  ["current_user()", "TESTER"],
  ["current_role()", "ACCOUNTADMIN"],
  ["current_available_roles() like '%ACCOUNTADMIN%'", "true"],
  ["current_secondary_roles() is not null", "true"],
  ["current_account() is not null", "true"],
  ["current_account_name() is not null", "true"],
  ["current_organization_name() is not null", "true"],
  ["current_region() is not null", "true"],
  ["current_ip_address() is not null", "true"],
  ["current_client() is not null", "true"],
  ["current_session() is not null", "true"],
  ["current_statement() like 'select%'", "true"],
  ["current_transaction()", null],
  ["current_version() is not null", "true"],
  ["coalesce(current_warehouse(), 'none') is not null", "true"],
  ["current_role_type()", "ROLE"],
  ["getvariable('WEIGHT')", "12", "VARCHAR"],
  ["getvariable('NO_SUCH')", null],
  ["last_query_id() rlike '[0-9a-f-]{36}'", "true"],
  ["last_query_id(-2) <> last_query_id(-1)", "true"],
  ["last_query_id(1) is not null", "true"],
];
