declare module "dynalite" {
  import type { Server } from "node:http";

  /** Options in milliseconds; without `path` the tables are in memory. */
  export default function dynalite(options: {
    path?: string;
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
  }): Server;
}
