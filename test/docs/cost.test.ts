import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { intake, shapes, total } from "../prove/cost/bill.ts";
import { prices } from "../prove/cost/prices.ts";
import { withCosts } from "./costPage.ts";
import { withParts } from "./parts.ts";
import { withRights } from "./securityPage.ts";

const page = (name: string) => readFileSync(join(import.meta.dirname, `../../docs/${name}.md`), "utf8");

test("docs/cost.md shows what the counts and prices come to; `npm run docs` writes it", () => {
  assert.equal(withCosts(page("cost")), page("cost"));
});

test("docs/security.md lists the rights as they were reviewed; `npm run docs` writes it", () => {
  assert.equal(withRights(page("security")), page("security"));
});

test("a million webhooks of which rules want 2 % cost at most 0.27 $ until they are stored or dropped, 0.95 $ with each written down", () => {
  const [wanted, all] = shapes.map((shape) => total(intake(shape, 1e6, prices["us-east-1"])));
  assert.ok(Number(wanted) <= 0.27, `${wanted} $`);
  assert.ok(Number(all) <= 0.95, `${all} $`);
});

test("a page without a place for a part is told so, and nothing is written elsewhere", () => {
  assert.throws(() => withParts("# A page", { prices: ["a table"] }), /no place for prices/);
});
