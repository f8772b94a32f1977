import type { Context, ScheduledEvent } from "aws-lambda";
import { make } from "../../functions/tick.ts";
import { createThrottle, oneToken } from "../../lib/app/throttleShared.ts";
import { GitLabError } from "../../lib/core/errors.ts";
import type { LogFields } from "../../lib/core/logFields.ts";
import { oneRule, site, start } from "../app/site.ts";
import type { Measured } from "./alarmModel.ts";

/** When GitLab does not answer, in minutes. */
interface Away {
  readonly from: number;
  readonly until: number;
}

const failuresAMinute = 3;

/**
 * What tick's own pulses say in so many minutes, each with three failed jobs that a rule retries: by the real tick, throttle
 * and breaker over the in-memory store, before a GitLab that goes away for a while.
 */
export async function pulsesOf(minutes: number, away: Away = { from: 0, until: 0 }): Promise<Measured> {
  const jobIds = Array.from({ length: minutes * failuresAMinute }, (_, at) => 1001 + at);
  const jobs = jobIds.map((id) => ({ id, name: `build ${id}`, status: "failed" as const, pipelineId: id }));
  const s = await site({
    jobs,
    rules: oneRule("on: job, when: { status: failed }, do: retry, outage: { perProject: 1000, within: 1m }"),
  });
  const minuteNow = () => (s.now() - start) / 60_000;
  const isAway = () => minuteNow() >= away.from && minuteNow() < away.until;
  const rated = [{ id: "gitlab", requestsPerMinute: 600, budgets: oneToken }];
  const { store, clock, luck, giveWay } = s.worker;
  const pause = async (millis: number) => s.pass(millis / 1000);
  const throttle = createThrottle({ store, clock, luck, giveWay, pause }, () => rated);
  const { reads } = s.gitlab;
  const { job } = reads;
  reads.job = async (...asked) => {
    throttle.heard("gitlab", "act", isAway() ? { failed: true } : { status: 200 });
    if (isAway()) throw new GitLabError("unreachable", "no answer", { advice: "wait" });
    return await job(...asked);
  };
  const told: { minute: number; fields: LogFields }[] = [];
  const write = (what: string, fields: LogFields = {}) => {
    if (what === "pulse") told.push({ minute: Math.floor(minuteNow()), fields });
  };
  const tick = make({ ...s.worker, throttle, pause, log: { info: write, error: () => {} } });
  for (let minute = 0; minute < minutes; minute++) {
    const failed = jobIds.slice(minute * failuresAMinute, (minute + 1) * failuresAMinute);
    for (const id of failed) await s.plan(id, "retry", "r");
    const next = start + (minute + 1) * 60_000;
    const context = { getRemainingTimeInMillis: () => next - s.now() } as Context;
    await tick({} as ScheduledEvent, context);
    await throttle.noted();
    s.pass((next - s.now()) / 1000);
  }
  const names = new Set(told.flatMap(({ fields }) => Object.keys(fields)));
  return new Map(
    [...names].map((name) => [
      name,
      told.flatMap(({ minute, fields }) => {
        const value = fields[name];
        return typeof value === "number" ? [{ minute, value }] : [];
      }),
    ]),
  );
}
