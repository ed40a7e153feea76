/** Session, transactions, privileges, calls, SHOW and DESCRIBE. */
import type {
  Call,
  Describe,
  ExecuteImmediate,
  ExecuteTask,
  Grant,
  Grantee,
  GrantSubject,
  PrivilegeTarget,
  Revoke,
  SetVariables,
  Show,
  ShowScope,
  Use,
} from "../ast/index.ts";
import { printRoutineClauses, printRoutineEnd } from "./create-routine.ts";
import { printExpression } from "./expressions.ts";
import { printOptions, printSignature } from "./options.ts";
import { printLocation } from "./stages.ts";
import { clause, commas, optionalParens, parens, printIdentifier, printName, printStage, words } from "./text.ts";

export function printUse({ objectType, name, secondaryRoles }: Use): string {
  if (secondaryRoles === undefined) return words("USE", objectType, clause("", name, printName));
  return `USE SECONDARY ROLES ${Array.isArray(secondaryRoles) ? commas(secondaryRoles, printName) : secondaryRoles}`;
}

export function printSet({ names, values, parenthesised }: SetVariables): string {
  if (!parenthesised) return `SET ${commas(names, printIdentifier)} = ${commas(values, printExpression)}`;
  const [first] = values;
  const right = first?.kind === "subquery" ? printExpression(first) : parens(values, printExpression);
  return `SET ${parens(names, printIdentifier)} = ${right}`;
}

export function printCall({ name, arguments: args, into, with: procedure }: Call): string {
  const definition =
    procedure && procedure.definition.kind === "createProcedure"
      ? words(
          "WITH",
          printIdentifier(procedure.name),
          "AS PROCEDURE",
          printRoutineClauses(procedure.definition),
          printRoutineEnd(procedure.definition),
        )
      : undefined;
  return words(
    definition,
    "CALL",
    printName(name) + parens(args, printExpression),
    clause("INTO", into, printExpression),
  );
}

export function printExecuteImmediate({ statement, from, using, options }: ExecuteImmediate): string {
  return words(
    "EXECUTE IMMEDIATE",
    clause("", statement, printExpression),
    clause("FROM", from, printLocation),
    using.length > 0 && `USING ${parens(using, printExpression)}`,
    printOptions(options),
  );
}

export function printExecuteTask({ name, retryLast, options }: ExecuteTask): string {
  const using = options.length > 0 && `USING ${printOptions(options)}`;
  return words("EXECUTE TASK", printName(name), retryLast && "RETRY LAST", using);
}

export function printGrant({ subject, to, grantOption, currentGrants }: Grant): string {
  const current = currentGrants && `${currentGrants} CURRENT GRANTS`;
  return words("GRANT", printSubject(subject), "TO", printGrantee(to), current, grantOption && "WITH GRANT OPTION");
}

export function printRevoke({ subject, from, grantOptionFor, behaviour }: Revoke): string {
  return words(
    "REVOKE",
    grantOptionFor && "GRANT OPTION FOR",
    printSubject(subject),
    "FROM",
    printGrantee(from),
    behaviour,
  );
}

function printSubject(subject: GrantSubject): string {
  if (subject.form === "role") return words(subject.database && "DATABASE", "ROLE", printName(subject.name));
  const privileges = commas(subject.privileges, ({ name, columns }) =>
    words(name, optionalParens(columns, printIdentifier)),
  );
  return `${privileges} ON ${printTarget(subject.on)}`;
}

function printTarget({ quantity, objectType, plural, name, signature, in: scope }: PrivilegeTarget): string {
  const where = scope && `IN ${scope.container} ${printName(scope.name)}`;
  return words(quantity, plural ?? objectType, clause("", name, printName), printSignature(signature), where);
}

function printGrantee({ type, name }: Grantee): string {
  return words(type, printName(name));
}

export function printShow(node: Show): string {
  const [suffix, ...privileges] = node.suffix;
  return words(
    "SHOW",
    node.terse && "TERSE",
    node.subject,
    node.history && "HISTORY",
    clause("LIKE", node.like, printExpression),
    node.scope && printScope(node.scope),
    clause("STARTS WITH", node.startsWith, printExpression),
    clause("LIMIT", node.limit, printExpression),
    clause("FROM", node.limitFrom, printExpression),
    suffix,
    privileges.join(", "),
  );
}

function printScope({ word, container, name, signature }: ShowScope): string {
  return words(word, container, clause("", name, printName), printSignature(signature));
}

export function printDescribe({ objectType, name, result, stage, signature, typeOption }: Describe): string {
  const what = objectType === "SEARCH OPTIMIZATION" ? "SEARCH OPTIMIZATION ON" : objectType;
  return words(
    "DESCRIBE",
    what,
    clause("", name, printName),
    clause("", result, printExpression),
    clause("", stage, printStage),
    printSignature(signature),
    typeOption && `TYPE = ${typeOption}`,
  );
}
