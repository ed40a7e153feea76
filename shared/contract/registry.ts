/** The contracts of this deployment, by dataset. They are imported, not read by path, so that a bundle carries them. */
import bookings from "../../contracts/bookings/datapackage.json" with { type: "json" };
import catalogue from "../../contracts/catalogue/datapackage.json" with { type: "json" };
import customers from "../../contracts/customers/datapackage.json" with { type: "json" };
import events from "../../contracts/events/datapackage.json" with { type: "json" };
import movielens from "../../contracts/movielens/datapackage.json" with { type: "json" };
import sensors from "../../contracts/sensors/datapackage.json" with { type: "json" };
import transactions from "../../contracts/transactions/datapackage.json" with { type: "json" };
import { ConfigError } from "../errors.ts";
import type { Contract } from "./contract.ts";
import { parseContract } from "./parse.ts";

const descriptors: readonly unknown[] = [catalogue, movielens, bookings, customers, sensors, transactions, events];

let byDataset: ReadonlyMap<string, Contract> | undefined;

/** All contracts, parsed on the first call. Throws `ConfigError` when one is not valid. */
export function contracts(): ReadonlyMap<string, Contract> {
  byDataset ??= new Map(descriptors.map(parseContract).map((contract) => [contract.dataset, contract]));
  return byDataset;
}

/** The contract of a dataset whose name was checked before. Throws `ConfigError` when this deployment has none. */
export function contractOf(dataset: string): Contract {
  const contract = contracts().get(dataset);
  if (!contract) throw new ConfigError(`This deployment has no contract for the dataset ${dataset}.`);
  return contract;
}
