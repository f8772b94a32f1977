import { GitLabError, SettingsError } from "../../lib/core/errors.ts";
import type { GitLabReads } from "../../lib/core/gitlab.ts";
import type { ApiWorld } from "../world/api.ts";
import type { ExplainSource } from "../world/explain.ts";
import { refuse } from "./refusal.ts";

/** All looks begin within this time; the gateway gives up after 30 s. */
const lookMillis = 15_000;

interface Asked {
  readonly source: string;
  readonly world: ApiWorld;
}

/**
 * Answers with what GitLab says now: each look is sent once, and only where the source's rates leave room for it.
 *
 * @throws what `answer` throws, but for GitLab's no and its silence, which are told
 */
export async function withReads(
  { source, world }: Asked,
  answer: (reads: GitLabReads) => Promise<Response>,
): Promise<Response> {
  const known = await knownSource({ source, world });
  if (!known) return refuse("noGitLab", { message: "this API was given no way to look at GitLab", cure });
  try {
    const { patientReads } = await import("../../lib/app/explain/patient.ts");
    const { remembered } = await import("../../lib/app/remembered.ts");
    const { clock } = world;
    const bounds = { source, throttle: known.throttle, clock, until: clock() + lookMillis };
    return await answer(remembered(patientReads(await known.open(), bounds)));
  } catch (error) {
    if (!(error instanceof GitLabError)) throw error;
    return refusalOf(error);
  } finally {
    await known.throttle.noted();
  }
}

const cure = "Say who may look at GitLab in the settings of the source: without that nobody's rights are known.";
const again = "Say it again in a moment: asking twice is safe.";

async function knownSource({ source, world }: Asked): Promise<ExplainSource | undefined> {
  try {
    return await world.explainSource?.(source);
  } catch (error) {
    if (error instanceof SettingsError) return undefined;
    throw error;
  }
}

function refusalOf({ code, message, retryAfterSeconds }: GitLabError): Response {
  const headers = retryAfterSeconds === undefined ? {} : { headers: { "retry-after": String(retryAfterSeconds) } };
  return refuse(code === "throttled" ? "noRoom" : "noGitLab", { message, cure: again, ...headers });
}
