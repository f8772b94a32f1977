import type { Answer as TwinAnswer } from "../../../infra/twin/api/answer.ts";
import { answerCall } from "../../../infra/twin/api/answerCall.ts";
import type { Incoming } from "../../../infra/twin/api/call.ts";
import { inChain } from "../../../infra/twin/hooks/chain.ts";
import type { Twin } from "../../../infra/twin/twin.ts";
import { GitLabError } from "../../../lib/core/errors.ts";
import type { GitLab } from "../../../lib/core/ports.ts";
import type { RateAnswer } from "../../../lib/core/throttleHeard.ts";
import type { Instant } from "../../../lib/core/time.ts";
import type { Answer } from "../../../lib/gitlab/http/answerbody.ts";
import { readBase } from "../../../lib/gitlab/http/base.ts";
import { failure, statusFailure } from "../../../lib/gitlab/http/errors.ts";
import type { Http } from "../../../lib/gitlab/http/http.ts";
import { noAnswer, rateAnswer } from "../../../lib/gitlab/http/rate.ts";
import { createReads } from "../../../lib/gitlab/reads.ts";
import { createWrites } from "../../../lib/gitlab/writes.ts";
import type { Timeline } from "../../bench/sweep/timeline.ts";
import type { Random } from "../../simulation/random.ts";
import type { Trouble } from "./weather.ts";

/** A request as GitLab, or nobody, saw it. */
export interface Asked {
  readonly at: Instant;
  /** `GET projects/:id/jobs`. */
  readonly kind: string;
  /** 0: no answer. */
  readonly status: number;
}

export interface Wire {
  readonly twin: Twin;
  readonly timeline: Timeline;
  readonly random: Random;
  /** What hits a request that is sent now. */
  readonly trouble: () => Trouble | undefined;
  /** The longest that a request is on its way when all is well. */
  readonly latencyMillis: number;
  readonly callTimeoutSeconds: number;
  readonly asked: Asked[];
  readonly heard: (answer: RateAnswer) => void;
}

const origin = "https://gitlab.example.com";
const base = readBase(origin);

type Call = Parameters<Http["send"]>[0];

/**
 * The twin behind our own client, its limits at its door included, without a network between them: a request takes virtual
 * time, and something may happen to it.
 */
export function wireTo(wire: Wire): GitLab {
  const { clock } = wire.twin.world;
  const http: Pick<Http, "send" | "origin" | "apiPath" | "lineOf"> = {
    ...base,
    send: (call) => send(wire, call),
    lineOf: (words) => words,
  };
  return { reads: createReads(http as Http, clock), writes: createWrites(http as Http, clock) };
}

/** As `lib/gitlab/http` sends: what an answer says about rates is told before anything else comes of it. */
async function send(wire: Wire, call: Call): Promise<Answer> {
  const { timeline, asked, heard } = wire;
  const where = `${call.method} ${call.path.split("?")[0]}`;
  const at = timeline.now();
  const answer = await exchange(wire, call, where).catch((error: unknown) => {
    asked.push({ at, kind: kindOf(call), status: 0 });
    if (error instanceof GitLabError) heard(noAnswer(error));
    throw error;
  });
  asked.push({ at, kind: kindOf(call), status: answer.status });
  const isDone = answer.status >= 200 && answer.status < 300;
  const error = isDone ? undefined : statusFailure(answer, { where, veiled: [], now: timeline.now(), base });
  heard(rateAnswer(answer, where, error));
  if (error) throw error;
  return answer;
}

async function exchange(wire: Wire, call: Call, where: string): Promise<Answer> {
  const { timeline, random, callTimeoutSeconds } = wire;
  const trouble = wire.trouble();
  const there = () => timeline.pause(10 * Math.ceil((random.next() * wire.latencyMillis) / 20));
  await there();
  switch (trouble?.kind) {
    case "refused":
      throw failure({ code: "refusedConnection", where, what: "no connection (ECONNREFUSED)" });
    case "silent":
      if (trouble.isDone) await answered(wire, call);
      await timeline.pause(callTimeoutSeconds * 1000);
      throw failure({ code: "timeout", where, what: "no whole answer in time" });
    case "answer":
      await there();
      return { status: trouble.status, headers: trouble.headers, body: Buffer.from(trouble.body) };
    default: {
      const answer = await answered(wire, call);
      await there();
      return answer;
    }
  }
}

async function answered({ twin }: Wire, { method, path, atRoot, json }: Call): Promise<Answer> {
  const incoming: Incoming = {
    method,
    target: `${atRoot ? base.apiPath.replace(/\/api\/v4$/, "") : base.apiPath}${path}`,
    headers: {
      "private-token": twin.bot.token,
      ...(json !== undefined && { "content-type": "application/json" }),
    },
    body: json === undefined ? "" : JSON.stringify(json),
    origin,
  };
  const work = async () => inChain(twin.world, undefined, () => answerCall(twin.world, incoming));
  return readAnswer(await twin.door.pass(incoming, work));
}

function readAnswer({ status, headers, body }: TwinAnswer): Answer {
  const bytes = typeof body === "string" ? Buffer.from(body) : Buffer.concat([...body.read()]);
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return { status, headers: Object.fromEntries(lower), body: bytes };
}

function kindOf({ method, path }: Call): string {
  const bare = path.split("?")[0] ?? "";
  return `${method} ${bare.replace(/^\//, "").replace(/\/\d+/g, "/:id")}`;
}
