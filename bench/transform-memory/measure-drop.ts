/** Transforms one drop in a process of its own and prints the most memory that the process held, in bytes. Argument: JSON of `MeasuredDrop`. */
import { readFileSync } from "node:fs";
import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import { transformDrop } from "../../functions/transform/transform-drop.ts";
import type { DropRef } from "../../shared/keys.ts";
import { s3ObjectStore } from "../../shared/object-store/s3.ts";

export interface MeasuredDrop {
  s3: S3ClientConfig;
  ref: DropRef;
  processedBucket: string;
  archiveBucket: string;
  memoryLimit: string;
  threads: number;
  recordsPerPart?: number;
}

const { s3, ref, ...options } = JSON.parse(process.argv[2]!) as MeasuredDrop;
const store = s3ObjectStore(new S3Client(s3));
await transformDrop({ ...options, store, rulesFolder: "transform/rules", acceptsRejects: true }, ref);
// Not `resourceUsage().maxRSS`: that begins with what the process had that started this one. https://man7.org/linux/man-pages/man5/proc_pid_status.5.html
const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))!;
process.stdout.write(`${Number(kibibytes) * 1024}\n`);
process.exit(0); // the client's connections would keep it alive
