/** SHOW GRANTS in its forms: ON object, TO role or user, OF role. https://docs.snowflake.com/en/sql-reference/sql/show-grants */
import type { ExecutionContext } from "../../engine/context.ts";
import type { Show } from "../../sql/ast/index.ts";
import { kindOf } from "../ddl/object-kinds.ts";
import { formatPath } from "../object-map.ts";
import type { GrantDefinition } from "../objects.ts";
import { grants, roleGrants } from "./account-listings.ts";
import type { Listed, Listing } from "./listing.ts";

export function shownGrants(
  context: ExecutionContext,
  { scope }: Show,
): { listing: Listing<GrantDefinition & Listed>; found: GrantDefinition[] } {
  const all = context.catalog.list("grant").filter(({ future }) => !future);
  const name = scope?.name?.parts.at(-1)?.value;
  if (scope === undefined) return { listing: roleGrants, found: rolesOf(all, "USER", context.session.user) };
  if (scope.word === "OF")
    return {
      listing: roleGrants,
      found: all.filter((grant) => grant.grantedOn === "ROLE" && grant.objectName === name),
    };
  if (scope.word === "TO" && scope.container === "USER")
    return { listing: roleGrants, found: rolesOf(all, "USER", name ?? "") };
  if (scope.word === "TO") return { listing: grants, found: all.filter((grant) => grant.grantee === name) };
  if (scope.container === "ACCOUNT")
    return { listing: grants, found: all.filter(({ grantedOn }) => grantedOn === "ACCOUNT") };
  const { container } = scope;
  if (scope.name === undefined) return { listing: grants, found: [] };
  if (container === undefined) {
    // A bare name is a table's or a view's.
    const path = formatPath(context.path(scope.name, "table"));
    const relations = ["TABLE", "VIEW", "DYNAMIC_TABLE", "MATERIALIZED_VIEW"];
    const isOfRelation = (grant: GrantDefinition) => relations.includes(grant.grantedOn) && grant.objectName === path;
    return { listing: grants, found: all.filter(isOfRelation) };
  }
  const path = formatPath(context.path(scope.name, kindOf(container, scope.span)));
  return {
    listing: grants,
    found: all.filter(
      ({ grantedOn, objectName }) => grantedOn === container.replaceAll(" ", "_") && objectName === path,
    ),
  };
}

const rolesOf = (all: readonly GrantDefinition[], kind: GrantDefinition["granteeKind"], name: string) =>
  all.filter((grant) => grant.grantedOn === "ROLE" && grant.granteeKind === kind && grant.grantee === name);
