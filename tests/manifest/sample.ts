/** A manifest without fault, to be broken one property at a time. */
export const sampleDescriptor = () => ({
  $schema: "https://datapackage.org/profiles/2.0/datapackage.json",
  name: "movielens",
  reelhouse: { version: 1, sequence: 7, mode: "snapshot", producedAt: "2026-01-02T03:04:05Z" },
  resources: [
    { path: "movies.csv", bytes: 10, hash: `sha256:${"a".repeat(64)}`, rowCount: 1 },
    { path: "ratings.csv", bytes: 20, hash: `sha256:${"b".repeat(64)}`, rowCount: 2 },
  ] as Record<string, unknown>[],
});

export const encode = (value: unknown) =>
  new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));
