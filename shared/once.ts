/** Ports are made on the first invocation, not on import: a function that is only loaded needs no environment. */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
