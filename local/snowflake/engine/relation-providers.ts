/** Relations that other areas know how to read: stages, streams, dynamic tables, CHANGES. */
import type { DynamicTableDefinition, Relation, StreamDefinition } from "../catalog/objects.ts";
import { dynamicTableRelation } from "../changes/dynamic-table-relation.ts";
import { changesRelation, streamRelation } from "../changes/stream-relation.ts";
import type { ChangesClause, StagePath } from "../sql/ast/index.ts";
import type { BoundArgument, RelationRequest, ResolvedRelation } from "../sql/binder/catalog-view.ts";
import { stageRelation } from "../stages/stage-reads.ts";
import type { ReadView } from "../storage/port.ts";
import type { ExecutionContext } from "./context.ts";

export interface RelationProviders {
  stage(
    context: ExecutionContext,
    stage: StagePath,
    options: readonly BoundArgument[],
    positional: number,
  ): ResolvedRelation;
  directory(context: ExecutionContext, stage: StagePath): ResolvedRelation;
  stream(
    context: ExecutionContext,
    stream: StreamDefinition,
    read: ReadView,
    request: RelationRequest,
  ): ResolvedRelation;
  dynamicTable(
    context: ExecutionContext,
    table: DynamicTableDefinition,
    read: ReadView,
    request: RelationRequest,
  ): ResolvedRelation;
  changes(context: ExecutionContext, relation: Relation, read: ReadView, clause: ChangesClause): ResolvedRelation;
}

export const relationProviders: RelationProviders = {
  stage: (_context, stage) => stageRelation(stage),
  directory: (_context, stage) => stageRelation(stage),
  stream: streamRelation,
  dynamicTable: dynamicTableRelation,
  changes: changesRelation,
};
