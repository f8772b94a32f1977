import assert from "node:assert/strict";
import { test } from "node:test";
import { whyNoneOfRef } from "../../../lib/cli/jobs/whynone.ts";
import { desk } from "./desk.ts";

test("--search-recent is advised to who did not say it, and to nobody else", async (t) => {
  const { twin, pipeline, client } = await desk(t);
  twin.fail(twin.jobNamed(pipeline(["build/build"]).id, "build").id);
  const { api } = client(async () => {});
  const why = (searchRecent: boolean) =>
    whyNoneOfRef(api, { kind: "ref", project: "shop/api", ref: "main", job: "build", searchRecent });
  assert.match(
    (await why(false)) ?? "",
    /in the newest pipeline of "main" that succeeded: .*, or say --search-recent$/,
  );
  assert.match((await why(true)) ?? "", /in the last 100 pipelines of "main" that succeeded: .* of another pipeline$/);
});
