import assert from "node:assert/strict";
import { test } from "node:test";
import { ranHere } from "./apiHouse.ts";

/** Nothing listens there. */
const api = { PENSTOCK_API_URL: "http://127.0.0.1:9", PENSTOCK_API_TOKEN: "a-token-of-twenty-letters" };

for (const token of ["glpat one", "glpat\none", "gl\u202epat", "glp\u00e4t"])
  test(`${JSON.stringify(token)} is told to be no token before anything is sent`, async () => {
    for (const args of [
      ["gates", "arm", "1001"],
      ["approvals", "approve", "1001", "--yes"],
    ]) {
      const { code, text } = await ranHere(args, { ...api, PENSTOCK_GITLAB_TOKEN: token });
      assert.equal(code, 1);
      assert.match(text, /^PENSTOCK_GITLAB_TOKEN holds what no token has/);
      assert.ok(!text.includes(token));
    }
  });
