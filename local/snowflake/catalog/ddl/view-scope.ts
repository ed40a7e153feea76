/** How the names inside a view or a function are looked up: in its own schema, not in the session's. */
import type { ExecutionContext } from "../../engine/context.ts";
import type { CatalogView } from "../../sql/binder/catalog-view.ts";
import type { ReadView } from "../../storage/port.ts";
import type { ObjectPath } from "../objects.ts";

export function viewInSchema(
  context: ExecutionContext,
  { database, schema }: Pick<ObjectPath, "database" | "schema">,
  read?: ReadView,
): CatalogView {
  return context.view(read, { database, schema });
}
