import assert from "node:assert/strict";
import { test } from "node:test";
import { explore } from "./explore.ts";
import { exhaustiveProofs } from "./proofs.ts";
import { rotateAgainstVerify } from "./rotate.ts";
import { failedJob, stopAgainstCall } from "./stop.ts";

for (const { says, cases, run } of exhaustiveProofs)
  test(says, async (t) => {
    const { cases: orders, violations, figures = {} } = await run(cases.onPush, 1);
    t.diagnostic(`${orders} orders, ${violations.length} violations: ${JSON.stringify(figures)}`);
    assert.deepEqual(violations, []);
    assert.equal(Object.keys(figures).length, cases.onPush);
    for (const [name, figure] of Object.entries(figures)) assert.ok(Number(figure) > 100, name);
  });

test("a worker that looks at the switch only once calls after a stop is certain", async () => {
  const { broken } = await explore(stopAgainstCall(await failedJob(), { moves: [3_000, 3_000], looksOnce: true }));
  assert.ok(broken > 0);
});

test("an operator who does not wait until every function has heard of a new secret has deliveries refused", async () => {
  const hasty = { kind: "signing", deliveries: 2, moves: [303_000], isHasty: true } as const;
  const { broken, violations } = await explore(rotateAgainstVerify(hasty));
  assert.ok(broken > 0);
  assert.match(violations[0] ?? "", /what GitLab signed with the new secret was refused/);
});
