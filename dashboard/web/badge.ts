/** A state as a word in its colour: never the colour alone. */
import { h } from "./dom.ts";

export const badge = (text: string, kind: string) => h("span", { class: `badge ${kind}` }, text);
