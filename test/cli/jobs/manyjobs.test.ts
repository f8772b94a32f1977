import assert from "node:assert/strict";
import { test } from "node:test";
import { jobAnswer, json, serve } from "../../gitlab/server.ts";
import { start } from "./desk.ts";

test("Ctrl-C between many jobs with --json keeps the word of those that are done", async (t) => {
  const { url } = await serve(t, ({ method, url: path = "" }, response) => {
    if (method === "POST") return json(response, 201, jobAnswer({ id: 2001, status: "pending" }));
    // the second job is looked at once the first is done
    if (path.endsWith("/1002")) return running.kill("SIGINT");
    return json(response, 200, jobAnswer());
  });
  const env = { PENSTOCK_GITLAB_URL: url, PENSTOCK_GITLAB_TOKEN: "glpat-0123456789abcdefghij" };
  const running = start(t, ["jobs", "retry", "--project", "7", "--json", "1001", "1002"], { env });
  const { code, out } = await running.ended;
  assert.equal(code, "SIGINT");
  const [first] = JSON.parse(`${out}]`);
  assert.deepEqual([first.jobId, first.outcome, first.job.id], [1001, "done", 2001]);
});
