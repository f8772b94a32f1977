import assert from "node:assert/strict";
import { test } from "node:test";
import { retryAfterSeconds } from "../../../lib/gitlab/http/retryafter.ts";
import { now } from "../server.ts";

for (const [headers, seconds] of [
  [{ "retry-after": "30" }, 30],
  [{ "retry-after": "0" }, 1],
  [{ "retry-after": "-5" }, 1],
  [{ "retry-after": "999999999" }, 3600],
  [{ "retry-after": "Fri, 20 Nov 2026 09:31:00 GMT" }, 60],
  [{ "retry-after": "Fri, 20 Nov 2020 09:31:00 GMT" }, 1],
  [{ "retry-after": "Fri, 20 Nov 2099 09:31:00 GMT" }, 3600],
  [{ "retry-after": "soon" }, undefined],
  [{ "retry-after": "1.5" }, undefined],
  [{ "ratelimit-reset": String(now / 1000 + 45) }, 45],
  [{ "retry-after": "soon", "ratelimit-reset": String(now / 1000 + 45) }, 45],
  [{ "retry-after": "10", "ratelimit-reset": String(now / 1000 + 45) }, 10],
  [{ "ratelimit-reset": "x" }, undefined],
  [{}, undefined],
] as const)
  test(`${JSON.stringify(headers)} asks to wait ${seconds ?? "for no time that we know"}`, () =>
    assert.equal(retryAfterSeconds(headers, now), seconds));
