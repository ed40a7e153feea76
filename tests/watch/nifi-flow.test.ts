import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

interface Part {
  identifier: string;
  name: string;
  type: string;
  properties: Record<string, string>;
  autoTerminatedRelationships: string[];
}
interface Connection {
  source: { id: string; name: string };
  destination: { id: string };
  selectedRelationships: string[];
}
const flow = JSON.parse(readFileSync("docs/nifi/feed-watched-folder.json", "utf8")) as {
  flowContents: { processors: Part[]; funnels: Part[]; connections: Connection[]; parameterContextName: string };
  parameterContexts: Record<string, { parameters: { name: string }[] }>;
};
const { processors, funnels, connections, parameterContextName } = flow.flowContents;

/** As NiFi's documentation of each processor lists them. */
const RELATIONSHIPS: Record<string, string[]> = {
  ListFile: ["success"],
  FetchFile: ["success", "not.found", "permission.denied", "failure"],
  PutFile: ["success", "failure"],
};

it("connects parts that are there, and leads every relationship somewhere", () => {
  const ids = new Set([...processors, ...funnels].map(({ identifier }) => identifier));
  for (const { source, destination } of connections)
    expect([ids.has(source.id), ids.has(destination.id)]).toEqual([true, true]);
  for (const { identifier, type, autoTerminatedRelationships } of processors) {
    const led = connections
      .filter(({ source }) => source.id === identifier)
      .flatMap((each) => each.selectedRelationships);
    expect([...led, ...autoTerminatedRelationships].sort()).toEqual(RELATIONSHIPS[type.split(".").at(-1)!]!.sort());
  }
});

it("has every parameter that it uses", () => {
  const used = processors.flatMap(({ properties }) =>
    Object.values(properties).flatMap((text) => [...text.matchAll(/#\{([^}]+)\}/g)].map(([, name]) => name)),
  );
  const known = flow.parameterContexts[parameterContextName]!.parameters.map(({ name }) => name);
  expect(used.sort()).toEqual(known.sort());
});
