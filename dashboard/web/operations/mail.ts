/** The e-mails that failures made. */
import { h } from "../dom.ts";
import { moment } from "../format.ts";
import type { PanelSpec } from "../panel.ts";

interface Mail {
  subject: string;
  to: string;
  at: string;
  text: string;
  file: string;
}

export const MAIL: PanelSpec<Mail[]> = {
  title: "E-mails",
  about: "One for each failure, with what to mend; the newest first.",
  query: "mail",
  width: "wide",
  everyMs: 2_000,
  empty: "None: nothing has failed.",
  source: {
    path: () => "/api/mail",
    command: "npx reelhouse mail",
    read: (mails) => ({
      columns: ["at", "to", "subject", "text"],
      rows: mails.toReversed().map(({ at, to, subject, text }) => [moment(Date.parse(at)), to, subject, text]),
    }),
  },
  cells: {
    text: (value, { at, subject }) =>
      h(
        "details",
        {},
        h("summary", { "data-key": `mail-${at}-${subject}` }, "Read"),
        h("pre", { tabindex: 0, "aria-label": `Text of ${subject}` }, String(value)),
      ),
  },
};
