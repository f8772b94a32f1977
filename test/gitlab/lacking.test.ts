import assert from "node:assert/strict";
import { test } from "node:test";
import { createApi } from "../../lib/gitlab/api.ts";
import { errorOf } from "./asked.ts";
import { lackOf } from "./grape.ts";
import { json, now, serve, token } from "./server.ts";

for (const [status, error] of [
  [404, "404 Not Found"],
  [405, "405 Not Allowed"],
] as const)
  test(`what came with a newer GitLab is told in the same words by looks and effects, after a ${status}`, async (t) => {
    const { url } = await serve(t, (_, response) => json(response, status, { error }));
    const api = createApi({ baseUrl: url, token, userAgent: "penstock-test", clock: () => now });
    t.after(api.close);
    const told = [
      lackOf(await api.releases.page(7)),
      lackOf(await api.resourceGroups.get(7, "production")),
      lackOf(await api.protections.tagsPage(7)),
      (await errorOf(api.jobs.ofToken())).message,
      ...[
        await api.effects.deleteArtifacts(7, 1),
        await api.effects.deleteProjectArtifacts(7),
        await api.hooks.resend(7, 1, 2),
      ].map((reply) => (reply.kind === "rejected" ? reply.message : reply.kind)),
    ];
    for (const words of told) assert.match(words, /this GitLab has no [a-z ]+: that came with \d+(\.\d+)?$/);
  });
