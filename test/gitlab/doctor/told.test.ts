import assert from "node:assert/strict";
import { test } from "node:test";
import type { Untold } from "../../../lib/core/doctorLooks.ts";
import { untoldOf } from "../../../lib/gitlab/doctor/told.ts";
import { failure, transportCode } from "../../../lib/gitlab/http/errors.ts";

const unsent = (code: string) =>
  untoldOf(
    failure({
      code: "refusedConnection",
      where: "GET /user",
      what: `no connection (${code})`,
      cause: Object.assign(new Error(code), { code }),
    }),
  );

test("what keeps a connection from GitLab is told apart, each with its own cure", () => {
  const rows: readonly (readonly [string, Untold["why"], RegExp])[] = [
    ["ENOTFOUND", "noName", /spelling/],
    ["EAI_AGAIN", "noName", /resolver/],
    ["ECONNREFUSED", "refused", /port/],
    ["EHOSTUNREACH", "refused", /firewall/],
    ["UND_ERR_CONNECT_TIMEOUT", "timeout", /VPC/],
    ["TimeoutError", "timeout", /VPC/],
    ["SELF_SIGNED_CERT_IN_CHAIN", "certificate", /connect\.ca/],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "certificate", /connect\.ca/],
    ["CERT_HAS_EXPIRED", "certificate", /expired/],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "certificate", /another name/],
    ["ERR_SSL_WRONG_VERSION_NUMBER", "certificate", /no TLS/],
    ["EWHATEVER", "broken", /base URL/],
  ];
  for (const [code, why, cure] of rows) {
    const untold = unsent(code);
    assert.equal(untold.why, why, code);
    assert.match(untold.cure, cure, code);
  }
});

test("a refusal of GitLab's own is told by its kind, and a 429 by when to come again", () => {
  const error = (code: Parameters<typeof failure>[0]["code"], retryAfterSeconds?: number) =>
    untoldOf(failure({ code, where: "GET /user", what: "no", retryAfterSeconds }));
  assert.equal(error("unauthorized").why, "unauthorized");
  assert.equal(error("forbidden").why, "forbidden");
  assert.equal(error("notFound").why, "missing");
  assert.equal(error("server").why, "broken");
  assert.equal(error("redirected").why, "odd");
  assert.equal(error("timeout").why, "timeout");
  assert.match(error("throttled", 40).cure, /in 40 s/);
  const reset = transportCode(Object.assign(new Error("reset"), { code: "ECONNRESET" }));
  assert.equal(untoldOf(failure({ ...reset, where: "GET /user" })).why, "broken");
});
