/** Who executes statements about stages, file formats, COPY and pipes. */
import type { Executors } from "../engine/context.ts";
import { copyIntoLocation } from "./copy/copy-into-location.ts";
import { copyIntoTable } from "./copy/copy-into-table.ts";
import { fileFormatExecutors } from "./ddl/create-file-format.ts";
import { stageDdlExecutors } from "./ddl/create-stage.ts";
import { listExecutors } from "./list-files.ts";
import { pipeExecutors } from "./pipes/pipe-ddl.ts";
import { transferExecutors } from "./transfer.ts";

export const stageExecutors: Executors = {
  ...stageDdlExecutors,
  ...fileFormatExecutors,
  ...listExecutors,
  ...transferExecutors,
  ...pipeExecutors,
  copyIntoTable,
  copyIntoLocation,
};
