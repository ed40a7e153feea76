/** Which streams a compiled query reads, also through views. */
import type { ResolvedRelation } from "../sql/binder/catalog-view.ts";
import type { ChangePoint, TableId } from "../storage/port.ts";

/** What a stream's relation carries as `source`: what a DML statement that reads it does to the stream. */
export interface StreamRead {
  readonly kind: "stream";
  readonly id: number;
  /** Where the stream's offset stands once the statement is committed, per table. */
  readonly next: ReadonlyMap<TableId, ChangePoint>;
}

/** What a view's relation carries as `source`, so that the streams below it are found. */
export interface ViewRead {
  readonly kind: "view";
  readonly reads: readonly ResolvedRelation[];
  /** As of its compiled query. */
  readonly isDeterministic: boolean;
}

const kindOf = (source: unknown) => (source as { kind?: unknown } | undefined)?.kind;

/** Each stream once. */
export function streamReads(reads: readonly ResolvedRelation[]): StreamRead[] {
  const found = new Map<number, StreamRead>();
  const look = (relations: readonly ResolvedRelation[]) => {
    for (const { source } of relations) {
      if (kindOf(source) === "stream") found.set((source as StreamRead).id, source as StreamRead);
      else if (kindOf(source) === "view") look((source as ViewRead).reads);
    }
  };
  look(reads);
  return [...found.values()];
}
