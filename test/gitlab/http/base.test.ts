import assert from "node:assert/strict";
import { test } from "node:test";
import { createGitLab } from "../../../lib/gitlab/client.ts";
import { readBase } from "../../../lib/gitlab/http/base.ts";

for (const [url, origin, apiPath] of [
  ["https://gitlab.com", "https://gitlab.com", "/api/v4"],
  ["https://host.example:8443/gitlab/", "https://host.example:8443", "/gitlab/api/v4"],
  ["http://localhost:3000", "http://localhost:3000", "/api/v4"],
  ["http://127.1:3000", "http://127.0.0.1:3000", "/api/v4"],
  ["http://[::1]:3000", "http://[::1]:3000", "/api/v4"],
] as const)
  test(`a base URL is read: ${url}`, () => assert.deepEqual(readBase(url), { origin, apiPath }));

for (const [url, cure] of [
  ["gitlab.com", /write it as https/],
  ["", /write it as https/],
  ["ftp://gitlab.com", /write it as https/],
  ["http://gitlab.com", /use https/],
  ["http://127.0.0.1.example.com", /use https/],
  ["http://localhost.example.com", /use https/],
  ["https://user:secret@gitlab.com", /scheme, host and path only/],
  ["https://gitlab.com?private_token=secret", /scheme, host and path only/],
  ["https://gitlab.com/api/v4", /leave \/api\/v4 away, write it as https:\/\/gitlab\.com$/],
  ["https://host.example/gitlab/api/v4/", /write it as https:\/\/host\.example\/gitlab$/],
  ["https://gitlab.com/api/v3", /leave \/api\/v3 away/],
] as const)
  test(`a base URL that cannot be used is refused with its cure, without repeating secrets: ${url}`, () =>
    assert.throws(
      () => readBase(url),
      (error: Error) => error.name === "SettingsError" && cure.test(error.message) && !error.message.includes("secret"),
    ));

for (const token of ["", "   ", "glpat-with\nbreak", "glpat-ü"])
  test(`a token that no header carries is refused: ${JSON.stringify(token)}`, () =>
    assert.throws(
      () => createGitLab({ baseUrl: "https://gitlab.com", token, userAgent: "x", clock: () => 0 }),
      (error: Error) => error.name === "SettingsError" && !error.message.includes("glpat"),
    ));
