/** Every function case, by area. */
import { aggregateCases } from "./aggregate.cases.ts";
import type { Case } from "./cases.ts";
import { conditionalCases } from "./conditional.cases.ts";
import { contextCases } from "./context.cases.ts";
import { conversionCases } from "./conversion.cases.ts";
import { dateCases } from "./date.cases.ts";
import { numberCases } from "./number.cases.ts";
import { semiStructuredCases } from "./semi-structured.cases.ts";
import { textCases } from "./text.cases.ts";
import { windowCases } from "./window.cases.ts";

export const areas: Readonly<Record<string, readonly Case[]>> = {
  strings: textCases,
  numbers: numberCases,
  conditions: conditionalCases,
  conversions: conversionCases,
  "dates and times": dateCases,
  "semi-structured data": semiStructuredCases,
  aggregates: aggregateCases,
  windows: windowCases,
  context: contextCases,
};
