/** The page of a refusal: all of it is there, nothing of the sender's is markup. */
import { expect, it } from "vitest";
import { reasonPage } from "../../cli/quarantine/page.ts";
import { fault, InputError } from "../../shared/errors.ts";
import { reasonOf } from "../../shared/quarantine.ts";

const HOSTILE = `<script>alert("1")</script>&'\u202e`;
const object = { bucket: "landing", key: `in/${HOSTILE}.zip`, etag: "e", bytes: 1 };
const pageOf = (count: number) => {
  const faults = Array.from({ length: count }, (_, index) =>
    fault("CSV_RAGGED", {
      ...{ entry: HOSTILE, record: index + 1, line: index + 2, column: HOSTILE, offset: 9 },
      ...{ message: HOSTILE, found: HOSTILE, expected: HOSTILE, text: `${index + 1},${HOSTILE}` },
    }),
  );
  return reasonPage(
    reasonOf({ id: "0".repeat(16), dataset: "movielens", step: "unzip-and-validate", object }, new InputError(faults)),
  );
};

it("escapes whatever comes from the sender, and allows no script", () => {
  const page = pageOf(3);
  expect(page).not.toContain("<script");
  expect(page).not.toContain("\u202e.zip");
  expect(page).toContain("default-src 'none'");
  expect(page).toContain("<pre>2,&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;");
});

it.each([
  [1, "There is one thing to mend."],
  [3, "There are 3 things to mend."],
  [1_500, "The first 1,000 of 1,500 are listed."],
])("of %i faults", (count, words) => {
  const page = pageOf(count);
  expect(page).toContain(words);
  expect(page.match(/<article>/g)).toHaveLength(Math.min(count, 1_000));
  expect(page.match(/<li>/g)).toHaveLength(1);
});
