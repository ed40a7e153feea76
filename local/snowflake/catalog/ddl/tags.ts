/** Tags as statements assign them, by full name. */
import type { ExecutionContext } from "../../engine/context.ts";
import { doesNotExist, SnowflakeError } from "../../errors.ts";
import type { TagAssignment } from "../../sql/ast/index.ts";
import { formatPath } from "../object-map.ts";

export type Tags = Readonly<Record<string, string>>;

/** Throws 002003 for a tag that does not exist and 391801 for a value that the tag does not allow. */
export function readTags(context: ExecutionContext, assignments: readonly TagAssignment[]): Tags {
  const tags: Record<string, string> = {};
  for (const { name, value } of assignments) {
    const path = context.path(name, "tag");
    const tag = context.catalog.get("tag", path);
    if (tag === undefined) throw doesNotExist(name.span, "Tag", formatPath(path));
    if (tag.allowedValues.length > 0 && !tag.allowedValues.includes(value.value)) {
      throw new SnowflakeError(
        "391801",
        "0A000",
        `Tag value ${value.value} is not allowed for tag ${tag.name}. Please contact your tag owner.`,
      );
    }
    tags[formatPath(path)] = value.value;
  }
  return tags;
}

/** As a part of a definition: nothing when there are none. */
export function tagsOf(context: ExecutionContext, assignments: readonly TagAssignment[]): { tags?: Tags } {
  return assignments.length === 0 ? {} : { tags: readTags(context, assignments) };
}
