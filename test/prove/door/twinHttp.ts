import type { Answer as TwinAnswer } from "../../../infra/twin/api/answer.ts";
import { answerCall } from "../../../infra/twin/api/answerCall.ts";
import { inChain } from "../../../infra/twin/hooks/chain.ts";
import type { Twin } from "../../../infra/twin/twin.ts";
import type { Answer } from "../../../lib/gitlab/http/answerbody.ts";
import { readBase } from "../../../lib/gitlab/http/base.ts";
import { statusFailure } from "../../../lib/gitlab/http/errors.ts";
import type { Http } from "../../../lib/gitlab/http/http.ts";
import { createReads } from "../../../lib/gitlab/reads.ts";
import { createWrites } from "../../../lib/gitlab/writes.ts";

const origin = "https://gitlab.example.com";

/** A twin's GitLab behind our own client, without a network between them; and how often it was asked by which method. */
export function gitlabOf(twin: Twin) {
  const methods = new Map<string, number>();
  const base = readBase(origin);
  const { clock } = twin.world;
  const http: Pick<Http, "send" | "origin" | "apiPath" | "lineOf"> = {
    ...base,
    async send({ method, path, json }) {
      const asked = isQuery(json) ? "QUERY" : method;
      methods.set(asked, (methods.get(asked) ?? 0) + 1);
      const headers = {
        "private-token": twin.bot.token,
        ...(json !== undefined && { "content-type": "application/json" }),
      };
      const body = json === undefined ? "" : JSON.stringify(json);
      const target = `${base.apiPath}${path}`;
      const given = await inChain(twin.world, undefined, () =>
        answerCall(twin.world, { method, target, headers, body, origin }),
      );
      const answer = readAnswer(given);
      if (answer.status >= 200 && answer.status < 300) return answer;
      const where = `${method} ${path.split("?")[0]}`;
      throw statusFailure(answer, { where, veiled: [], now: clock(), base });
    },
    lineOf: (words) => words,
  };
  return {
    methods,
    gitlab: { reads: createReads(http as Http, clock), writes: createWrites(http as Http, clock) },
  };
}

function readAnswer({ status, headers, body }: TwinAnswer): Answer {
  const bytes = typeof body === "string" ? Buffer.from(body) : Buffer.concat([...body.read()]);
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return { status, headers: Object.fromEntries(lower), body: bytes };
}

/** GraphQL is asked by POST; what it changes it is told by `mutation`. */
function isQuery(body: unknown): boolean {
  const text = typeof body === "object" && body !== null && "query" in body ? body.query : undefined;
  return typeof text === "string" && /^query\b/.test(text);
}
