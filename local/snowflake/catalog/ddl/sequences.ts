/** CREATE SEQUENCE and ALTER SEQUENCE. */
import type { Executors } from "../../engine/context.ts";
import { statusResult } from "../../engine/literal-result.ts";
import { statementTypes } from "../../engine/statement-types.ts";
import { doesNotExist, notInTwin, SnowflakeError } from "../../errors.ts";
import type { Option } from "../../sql/ast/index.ts";
import type { DdlUnit } from "../../storage/port.ts";
import { formatPath } from "../object-map.ts";
import type { SequenceDefinition } from "../objects.ts";
import { nextSequenceValue } from "../sequence-state.ts";
import { applyCommon } from "./alter-common.ts";
import { createObject } from "./create-object.ts";
import { numberOption } from "./option-values.ts";

export const sequenceExecutors: Executors = {
  createSequence: (context, statement) =>
    createObject(context, statement, {
      kind: "sequence",
      title: "Sequence",
      define: async (unit, _change, _path, replaced) => {
        if (replaced !== undefined) await unit.destroySequence(replaced.sequence);
        const start = BigInt(statement.start ?? "1");
        const increment = BigInt(statement.increment ?? "1");
        return {
          sequence: await unit.createSequence(start, increment),
          start: Number(start),
          increment: Number(increment),
          ordered: statement.order === "ORDER",
        };
      },
    }),
  alterSequence: (context, statement) => {
    const name = statement.name;
    if (name === undefined) throw new Error("ALTER SEQUENCE without a name.");
    const path = context.path(name, "sequence");
    return context.ddl({}, async (unit, change) => {
      const done = statusResult("Statement executed successfully.", statementTypes.ALTER);
      let sequence = change.get("sequence", path);
      if (sequence === undefined) {
        if (statement.ifExists) return done;
        throw doesNotExist(name.span, "Sequence", formatPath(path));
      }
      for (const action of statement.actions) {
        if (action.kind === "set") {
          sequence = await withOptions(unit, sequence, action.options);
          const options = action.options.filter(({ name: option }) => option === "COMMENT");
          if (options.length > 0) sequence = applyCommon(context, change, sequence, { ...action, options }) ?? sequence;
        } else {
          const altered: SequenceDefinition | undefined = applyCommon(context, change, sequence, action);
          if (altered === undefined)
            throw notInTwin(action.span, `ALTER SEQUENCE ... ${action.kind}`, "Create the sequence again.");
          sequence = altered;
        }
        sequence = change.replace<"sequence">(sequence as SequenceDefinition);
      }
      return done;
    });
  },
};

/**
 * A new step counts from the value after the next one, which is still a step of the old one away.
 * https://docs.snowflake.com/en/sql-reference/sql/alter-sequence
 */
async function withOptions(
  unit: DdlUnit,
  sequence: SequenceDefinition,
  options: readonly Option[],
): Promise<SequenceDefinition> {
  const order = options.find(({ name }) => name === "ORDER" || name === "NOORDER");
  const ordered = order === undefined ? sequence.ordered : order.name === "ORDER";
  if (!options.some(({ name }) => name === "INCREMENT")) return { ...sequence, ordered };
  const increment = numberOption(options, "INCREMENT", sequence.increment);
  if (increment === 0) {
    throw new SnowflakeError("001008", "22023", "SQL compilation error:\ninvalid value '0' for property 'INCREMENT'");
  }
  const start = await nextSequenceValue(unit.connection, sequence);
  await unit.destroySequence(sequence.sequence);
  const made = await unit.createSequence(BigInt(start), BigInt(increment));
  return { ...sequence, ordered, sequence: made, start, increment };
}
