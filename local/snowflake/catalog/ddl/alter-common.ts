/** What ALTER does to objects of every kind: rename, SET and UNSET of comment, options and tags. */
import type { ExecutionContext } from "../../engine/context.ts";
import type { AlterAction } from "../../sql/ast/index.ts";
import type { CatalogChange } from "../catalog.ts";
import { formatPath } from "../object-map.ts";
import type { AnyDefinition, Options } from "../objects.ts";
import { requireContainer } from "./create-object.ts";
import { readOptions } from "./option-values.ts";
import { readTags } from "./tags.ts";

const commonActions: readonly AlterAction["kind"][] = ["rename", "set", "unset", "setTags", "unsetTags"];

export const isCommon = (action: AlterAction): boolean => commonActions.includes(action.kind);

/** The altered definition, not yet in the catalog; undefined when the action is not a common one. */
export function applyCommon<D extends AnyDefinition>(
  context: ExecutionContext,
  change: CatalogChange,
  object: D,
  action: AlterAction,
): D | undefined {
  switch (action.kind) {
    case "rename": {
      const path = context.path(action.to, object.kind);
      requireContainer(change, path, object.kind);
      return { ...object, ...path };
    }
    case "set": {
      const { COMMENT: comment, ...options } = readOptions(context, action.options);
      return {
        ...object,
        ...(typeof comment === "string" && { comment }),
        ...("options" in object && { options: { ...object.options, ...options } }),
      };
    }
    case "unset": {
      const names = new Set(action.names);
      const kept: Options =
        "options" in object
          ? Object.fromEntries(Object.entries(object.options).filter(([name]) => !names.has(name)))
          : {};
      return {
        ...object,
        ...(names.has("COMMENT") && { comment: "" }),
        ...("options" in object && { options: kept }),
      };
    }
    case "setTags":
      return { ...object, tags: { ...object.tags, ...readTags(context, action.tags) } };
    case "unsetTags": {
      const gone = new Set(action.tags.map((name) => formatPath(context.path(name, "tag"))));
      const tags = Object.fromEntries(Object.entries(object.tags ?? {}).filter(([name]) => !gone.has(name)));
      return { ...object, tags };
    }
    default:
      return undefined;
  }
}
