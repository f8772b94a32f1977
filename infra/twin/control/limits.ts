import * as z from "zod";
import { type Answer, json } from "../api/answer.ts";
import type { Limits } from "../state/limits.ts";
import type { Twin } from "../twin.ts";
import { readGiven } from "./given.ts";

// Limits as the control reads them: numbers of a minute, and rates with a period of their own.

const perMinute = z
  .int({ error: "give how many a minute" })
  .nonnegative({ error: "give how many a minute; 0 is no limit" })
  .exactOptional();

const whole = (what: string) => z.int({ error: `give ${what}` }).positive({ error: `give ${what}, from 1` });

const Rate = z.strictObject(
  { requests: whole("a number of requests"), periodSeconds: whole("whole seconds").exactOptional() },
  { error: 'give a rate such as {"requests": 2000, "periodSeconds": 60}' },
);

const GivenLimits = z.strictObject({
  api: Rate.exactOptional(),
  anonymousApi: Rate.exactOptional(),
  jobListsPerMinute: perMinute,
  notesPerMinute: perMinute,
  retryPerMinute: perMinute,
  playPerMinute: perMinute,
  erasePerMinute: perMinute,
  cancelPerMinute: perMinute,
  retryPerProjectAndMinute: perMinute,
  playPerProjectAndMinute: perMinute,
  erasePerProjectAndMinute: perMinute,
  cancelPerProjectAndMinute: perMinute,
  pipelineRetryPerMinute: perMinute,
  pipelineRetryPerProjectAndMinute: perMinute,
  pipelineCancelPerMinute: perMinute,
  pipelineCancelPerProjectAndMinute: perMinute,
} satisfies Record<keyof Limits, z.ZodType>);

/** All limits anew: what is not named is no limit any more. */
export function setLimits({ world }: Twin, _ids: readonly number[], body: string): Answer {
  world.settings.limits = readGiven(GivenLimits, body);
  return json(200, world.settings.limits);
}
