/** Every statement kind that the twin executes, and by whom. A kind that is in no list is refused by name. */
import { alertExecutors } from "../alerts/alert-ddl.ts";
import { accountExecutors } from "../catalog/ddl/account-objects.ts";
import { alterExecutors } from "../catalog/ddl/alter-objects.ts";
import { alterTableExecutors } from "../catalog/ddl/alter-table.ts";
import { containerExecutors } from "../catalog/ddl/containers.ts";
import { dropExecutors } from "../catalog/ddl/drop.ts";
import { grantExecutors } from "../catalog/ddl/grants.ts";
import { routineExecutors } from "../catalog/ddl/routines.ts";
import { sequenceExecutors } from "../catalog/ddl/sequences.ts";
import { tableExecutors } from "../catalog/ddl/tables.ts";
import { viewExecutors } from "../catalog/ddl/views.ts";
import { describeExecutors } from "../catalog/describe.ts";
import { showExecutors } from "../catalog/show/index.ts";
import { streamExecutors } from "../changes/create-stream.ts";
import { dynamicTableExecutors } from "../changes/dynamic-table-ddl.ts";
import { taskExecutors } from "../changes/task-ddl.ts";
import { dmlExecutors } from "../dml/executors.ts";
import { procedureExecutors } from "../procedures/executors.ts";
import { stageExecutors } from "../stages/executors.ts";
import type { Executors } from "./context.ts";
import { executeImmediateExecutors } from "./execute-immediate.ts";
import { explainExecutors } from "./explain.ts";
import { flowExecutors } from "./flow.ts";
import { queryExecutors } from "./query.ts";
import { sessionExecutors } from "./session-statements.ts";

const areas: readonly Executors[] = [
  queryExecutors,
  explainExecutors,
  flowExecutors,
  sessionExecutors,
  executeImmediateExecutors,
  procedureExecutors,
  containerExecutors,
  tableExecutors,
  alterTableExecutors,
  viewExecutors,
  sequenceExecutors,
  accountExecutors,
  alterExecutors,
  dropExecutors,
  grantExecutors,
  routineExecutors,
  showExecutors,
  describeExecutors,
  dmlExecutors,
  streamExecutors,
  taskExecutors,
  alertExecutors,
  dynamicTableExecutors,
  stageExecutors,
];

/** Throws when two areas claim the same kind: that is a fault of ours. */
export function joinExecutors(lists: readonly Executors[]): Executors {
  const joined: Record<string, unknown> = {};
  for (const list of lists) {
    for (const [kind, executor] of Object.entries(list)) {
      if (kind in joined) throw new Error(`Two executors for ${kind}.`);
      joined[kind] = executor;
    }
  }
  return joined as Executors;
}

export const executors: Executors = joinExecutors(areas);
