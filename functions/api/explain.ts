import type { ActiveRules } from "../../lib/app/activeRules.ts";
import type { Site } from "../../lib/app/explain/site.ts";
import type { Nothing, Subject } from "../../lib/app/explain/subject.ts";
import { isWatched } from "../../lib/app/watch.ts";
import { GitLabError, SettingsError } from "../../lib/core/errors.ts";
import type { Project } from "../../lib/core/event.ts";
import type { ApiWorld } from "../world/api.ts";
import type { ExplainSource } from "../world/explain.ts";
import { ExplainBody as Body } from "./explainBody.ts";
import { gitLabRefusal, noRule, whyElsewhere } from "./explainRefusals.ts";
import { readBody } from "./read.ts";
import { answer, refuse } from "./refusal.ts";

/** As for hooks: a payload is what a stranger sent. */
const limits = { depth: 65, keysPerObject: 2000, stringBytes: Number.POSITIVE_INFINITY };
/** All looks begin within this time; the gateway gives up after 30 s. */
const lookMillis = 15_000;
/** No further job of an event is begun after that. */
const explainMillis = 18_000;

interface Asked {
  readonly source: string;
  readonly world: ApiWorld;
}

/**
 * `POST /api/{source}/explain` with one of `{ job: { project: id | path, id } }`, `{ payload, headers? }` and `{ entry: id }`,
 * and `rule?`, `jobId?`, `look?`, `asOf?`, `rules?: [{ file, text }]` -> `Explanation`. Reads only: of the tables nothing is
 * written but the rate budget that looks are taken from.
 */
export async function explain(request: Request, asked: Asked): Promise<Response> {
  const body = await readBody(request, Body, limits);
  if ("refused" in body) return body.refused;
  try {
    return await explained(body.data, asked);
  } catch (error) {
    if (!(error instanceof GitLabError)) throw error;
    return gitLabRefusal(error);
  }
}

async function explained(body: Body, { source, world }: Asked): Promise<Response> {
  const { store, actions, clock } = world;
  const now = clock();
  const known = await knownSource(body, { source, world });
  if (known instanceof Response) return known;
  const reads = body.job && known && (await readsOf(known, source, world));
  const elsewhere = body.job?.host === undefined ? undefined : whyElsewhere(body.job.host, world.gitlabUrl?.(source));
  if (elsewhere) return elsewhere;
  const sources = known ? [known] : [];
  const place = reads && { reads, isWatched: (project: Project) => isWatched({ sources }, source, project) };
  const found = await subjectOf(body, { source, world, now, ...(place && { place }) });
  if (found instanceof Response) return found;
  const subject = body.look === false && body.job ? { ...found, view: "door" as const } : found;
  const rules = await rulesOf(body, subject, { source, world });
  if (rules instanceof Response) return rules;
  if (body.rule !== undefined && !rules.rule(body.rule)) return noRule(body.rule, rules);
  const site: Site = {
    source,
    active: rules,
    actions,
    now,
    store,
    ...(known && { watched: known.projects, rates: known }),
    ...(reads && subject.view === "live" && known && { gitlab: { reads, isActor: known.budgets.read === "act" } }),
  };
  const { explainAll } = await import("../../lib/app/explain/explainAll.ts");
  const explanation = await explainAll(subject, site, {
    hasTime: () => clock() < now + explainMillis,
    ...(body.rule !== undefined && { rule: body.rule }),
  });
  await known?.throttle.noted();
  return answer({ ...explanation });
}

/** What an event told can be explained without a way to GitLab. */
async function knownSource({ job }: Body, { source, world }: Asked): Promise<ExplainSource | Response | undefined> {
  try {
    return await world.explainSource?.(source);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return job ? refuse("noGitLab", { message: `the API's settings name no GitLab: ${error.message}` }) : undefined;
  }
}

async function readsOf(known: ExplainSource, source: string, { clock }: ApiWorld) {
  const { patientReads } = await import("../../lib/app/explain/patient.ts");
  const { remembered } = await import("../../lib/app/remembered.ts");
  const bounds = { source, throttle: known.throttle, clock, until: clock() + lookMillis };
  return remembered(patientReads(await known.open(), bounds));
}

interface JobPlace {
  readonly reads: Awaited<ReturnType<typeof readsOf>>;
  isWatched(project: Project): boolean;
}

async function subjectOf(
  { job, payload, headers = {}, entry, jobId }: Body,
  { source, world, now, place }: Asked & { now: number; place?: JobPlace },
): Promise<Subject | Response> {
  const subjects = await import("../../lib/app/explain/subject.ts");
  if (job) {
    if (!place) return refuse("noGitLab", { message: "this API was given no way to look at GitLab" });
    const found = await subjects.jobSubject(job, place, now);
    return "nothing" in found ? refuse("noJob", { message: found.nothing, cure: found.cure }) : found;
  }
  if (entry !== undefined) {
    const found = await subjects.findEntry(world.store, source, entry);
    return found ? orRefused(subjects.entrySubject(found, jobId)) : refuse("noEntry");
  }
  const { toEvent } = await import("../../lib/gitlab/hook.ts");
  const eventHeader = headers["x-gitlab-event"];
  const delivery = { id: "explained", source, receivedAt: now, ...(eventHeader !== undefined && { eventHeader }) };
  const event = toEvent({ value: payload, delivery });
  if ("ignored" in event) return refuse("nothingToExplain", { message: event.ignored });
  return orRefused(subjects.eventSubject(event, now, jobId));
}

function orRefused(found: Subject | Nothing): Subject | Response {
  return "nothing" in found ? refuse("nothingToExplain", { message: found.nothing, cure: found.cure }) : found;
}

/** The active rules, those that the entry names, or those that were sent along. */
async function rulesOf(
  { rules: files, asOf }: Body,
  subject: Subject,
  { source, world }: Asked,
): Promise<ActiveRules | Response> {
  const { store, actions } = world;
  const { openFiles, openStored } = await import("../../lib/app/explain/open.ts");
  if (files) {
    const opened = await openFiles(files, actions, subject.view);
    if ("active" in opened) return opened.active;
    const { problems } = opened;
    return refuse("badRules", {
      cure: "Correct each problem and ask again.",
      more: { problems: problems.slice(0, 1000), count: problems.length },
    });
  }
  if (!asOf) return await openStored(await store.rulebook(source), actions, subject.view);
  const { versionOf } = await import("../../lib/app/explain/asOf.ts");
  const version = await versionOf(subject, source, store);
  const stored = version === undefined ? undefined : await store.rulebookVersion(source, version);
  if (stored) return await openStored(stored, actions, subject.view);
  const which =
    version === undefined
      ? "which version of the rules was asked then is not known"
      : `version ${version} of the rules is not there`;
  return refuse("noRules", { message: which, cure: "Leave `asOf` out: then the rules of now are asked." });
}
