/** The text of a body as an expression that the sandbox reads: positions stay those of the body. */

/** Arguments are upper case in the body unless they were declared in quotes. */
export function functionSource(parameters: readonly { name: string }[], body: string): string {
  const names = parameters.map(({ name }) => name);
  const bad = names.find((name) => !/^[A-Za-z_$][\w$]*$/.test(name));
  if (bad !== undefined) throw new Error(`No JavaScript name: ${bad}`);
  return `(function(${names.join(", ")}) {${body}\n})`;
}

/** Table functions are an object of functions. https://docs.snowflake.com/en/developer-guide/udf/javascript/udf-javascript-tabular-functions */
export const handlerSource = (body: string): string => `(${body.trim().replace(/;$/, "")}\n)`;
