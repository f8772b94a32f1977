import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { boundTable } from "./table.ts";

test("docs/patrol.md shows the bound as it is computed", () => {
  const page = readFileSync(join(import.meta.dirname, "../../../docs/patrol.md"), "utf8");
  assert.ok(
    page.includes(boundTable().join("\n")),
    "`node test/prove/patrol/table.ts` prints the table that belongs there",
  );
});
