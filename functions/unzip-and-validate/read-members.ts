/** Streams an archive's members past every check, and on into the processed bucket while nothing speaks against it. */
import { type Contract, memberKind } from "../../shared/contract/contract.ts";
import { parseDialect } from "../../shared/csv/dialect.ts";
import { createCsvReader } from "../../shared/csv/reader.ts";
import { parseTableSchema } from "../../shared/csv/schema.ts";
import { type Fault, InputError } from "../../shared/errors.ts";
import { findDiscrepancies } from "../../shared/manifest/completeness.ts";
import type { Manifest } from "../../shared/manifest/manifest.ts";
import type { ReceiptMember } from "../../shared/receipt.ts";
import type { Archive, Member } from "../../shared/zip/archive.ts";
import { createParquetReader } from "./parquet-footer.ts";

export interface ReadOptions {
  archive: Archive;
  contract: Contract;
  /** Which entries are members. */
  isMember: (path: string) => boolean;
  /** Against which each member is held as soon as it was read; not there for the older flat form. */
  manifest: Manifest | undefined;
  /** Takes a member's bytes into the bucket; an error thrown by them leaves nothing there. Called until the first fault. */
  publish: ((path: string, body: AsyncIterable<Uint8Array>) => Promise<unknown>) | undefined;
}

/** What was read, and every fault found on the way. A fault of the archive itself ends the reading: what follows cannot be trusted. */
export async function readMembers(options: ReadOptions): Promise<{ members: ReceiptMember[]; faults: Fault[] }> {
  const members: ReceiptMember[] = [];
  const faults: Fault[] = [];
  try {
    for await (const member of options.archive.members(({ name }) => options.isMember(name))) {
      const body = checkedBody(member, options);
      try {
        if (options.publish && faults.length === 0) await options.publish(member.entry.name, body.chunks);
        else for await (const _ of body.chunks);
        members.push(body.result());
      } catch (error) {
        if (!(error instanceof InputError) || !body.isRead()) throw error;
        faults.push(...error.faults); // read to its end, so the next member can be read
      }
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    faults.push(...error.faults);
  }
  return { members, faults };
}

/** The member's bytes, which throw at their end what is wrong with them: an upload of them is then aborted. */
function checkedBody(member: Member, { contract, manifest }: ReadOptions) {
  const path = member.entry.name;
  const content = contentReader(path, contract);
  let result: ReceiptMember | undefined;
  let isRead = false;
  async function* chunks() {
    for await (const chunk of member.chunks()) {
      content.push(chunk);
      yield chunk;
    }
    isRead = true;
    const { bytes, sha256 } = member.digest();
    const { faults, ...found } = content.end();
    const listed = manifest?.members.filter((each) => each.path === path) ?? [];
    const differences =
      listed.length === 0
        ? []
        : findDiscrepancies({ ...manifest!, members: listed }, [
            { path, bytes, sha256, rowCount: found.rowCount ?? undefined },
          ]);
    if (differences.length + faults.length > 0) throw new InputError([...differences, ...faults]);
    result = { path, bytes, sha256, ...found };
  }
  return {
    chunks: chunks(),
    isRead: () => isRead,
    result: () => result!,
  };
}

type Content = Omit<ReceiptMember, "path" | "bytes" | "sha256"> & { faults: Fault[] };

function contentReader(path: string, contract: Contract): { push(chunk: Uint8Array): void; end(): Content } {
  const kind = memberKind(contract, path);
  const none = { header: null, valueFaults: 0, faultyRows: 0, formulaCells: 0 };
  if (kind === undefined || kind === "document")
    return {
      push: () => undefined,
      end: () => ({ ...none, table: null, format: "document", rowCount: null, faults: [] }),
    };
  const { table, format } = kind;
  if (format === "parquet") {
    const reader = createParquetReader(path, table);
    return {
      push: (chunk) => reader.push(chunk),
      end() {
        const { rowCount, columns, faults } = reader.end();
        return { ...none, table: table.name, format, rowCount: rowCount ?? null, header: columns ?? null, faults };
      },
    };
  }
  const dialect = parseDialect(table.dialect, table.encoding);
  const reader = createCsvReader({ dialect, schema: parseTableSchema(table.schema), entry: path });
  return {
    push: (chunk) => reader.push(chunk),
    end() {
      const { records, header, structuralFaults, valueFaultCount, faultyRecords, formulaCells } = reader.end();
      return {
        table: table.name,
        format,
        rowCount: records,
        header: header ?? null,
        valueFaults: valueFaultCount,
        faultyRows: faultyRecords,
        formulaCells,
        faults: structuralFaults,
      };
    },
  };
}
