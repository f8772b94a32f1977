import assert from "node:assert/strict";
import { test } from "node:test";
import { asked, errorOf } from "./asked.ts";
import { jobAnswer, json } from "./server.ts";

for (const status of [405, 501])
  test(`the bot reads a project's jobs by number where GitLab answers ${status} to keyset`, async (t) => {
    const { reads, seen } = await asked(t, (request, response) =>
      request.url?.includes("keyset")
        ? json(response, status, { error: "Keyset pagination is not yet available for this type of request" })
        : json(response, 200, [jobAnswer()], { "x-next-page": request.url?.includes("&page=2") ? "" : "2" }),
    );
    const first = await reads.jobsPage(7, undefined, ["failed"]);
    assert.deepEqual(
      [first.items[0]?.id, first.next],
      [1001, "/projects/7/jobs?per_page=100&scope%5B%5D=failed&page=2"],
    );
    assert.equal((await reads.jobsPage(7, first.next, ["failed"])).next, undefined);
    await reads.jobsPage(8);
    assert.deepEqual(
      seen.map(({ line }) => line.replace("GET /api/v4", "").includes("keyset")),
      [true, false, false, false],
    );
  });

test("a project without jobs to see is still an error for the bot", async (t) => {
  const { reads } = await asked(t, (_, response) => json(response, 404, { message: "404 Project Not Found" }));
  assert.equal((await errorOf(reads.jobsPage(7))).code, "notFound");
});
