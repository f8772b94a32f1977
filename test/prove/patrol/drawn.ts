import { readPage } from "../../../lib/app/patrolled/visited.ts";
import { randomOf, seedFrom } from "../../simulation/random.ts";
import { type Member, newMember } from "./fleet.ts";
import { happenings, type Wanted } from "./happenings.ts";
import { type RuleId, rulebookOf, ruleTexts } from "./rulebooks.ts";
import { openWatch, type Watch } from "./watch.ts";

/** What one drawn world showed. */
export interface Drawn {
  readonly violations: readonly string[];
  readonly judged: number;
  readonly kinds: ReadonlySet<string>;
  /** The latest found, as a part of the bound. */
  readonly latest: number;
  readonly requests: number;
  /** Visits to their end. */
  readonly visits: number;
  readonly claims: number;
}

interface World {
  readonly watch: Watch;
  readonly luck: () => number;
  readonly wanted: Wanted[];
  /** When a project last failed, came or went, and when a run last died: from then on the bound counts anew. */
  readonly upset: Map<Member, number>;
  readonly ruleFrom: Map<RuleId, number>;
  crashedAt: number;
}

const budgets = [60, 600, 2_000];
const mostFailing = 0.02;

/** Plays a world: projects, budget, rules, and what happens are drawn; the same seed plays the same. */
export async function playDrawn(seed: number): Promise<Drawn> {
  const random = randomOf(seedFrom(seed, "patrol"));
  const luck = () => random.next();
  const projects = 1 + Math.floor(luck() ** 2 * 600);
  const perMinute = budgets[Math.floor(luck() * budgets.length)] ?? 600;
  const watch = openWatch({ projects, perMinute, luck });
  const world: World = { watch, luck, wanted: [], upset: new Map(), ruleFrom: new Map(), crashedAt: 0 };
  const ids = (Object.keys(ruleTexts) as RuleId[]).filter((id) => id !== "aged" || luck() < 0.4);
  const later = luck() < 0.5 ? ids.splice(1 + Math.floor(luck() * (ids.length - 1)), 1) : [];
  await enforce(ids, world);
  const violations: string[] = [];
  const seen = { boundSeconds: 0, claims: 0, visits: 0 };
  const begun = watch.now();
  let [endsAt, isLaid] = [Number.POSITIVE_INFINITY, false];
  while (watch.now() < endsAt) {
    const did = await watch.run(luck() < 0.04 && isLaid ? Math.floor(luck() * 200) : undefined);
    if (did === "crashed") world.crashedAt = watch.now();
    else seen.visits += did?.projects ?? 0;
    const standing = await watch.standing();
    seen.boundSeconds = Math.max(seen.boundSeconds, standing.boundSeconds);
    const claimed = await falseClaims(world);
    violations.push(...claimed.broken);
    seen.claims += claimed.claims;
    if (isLaid || standing.projects === undefined) continue;
    // The first round is over, or under way: the world begins.
    isLaid = true;
    const spanMillis = Math.max(2 * 3_600_000, 1.2 * seen.boundSeconds * 1000);
    layOut(spanMillis, world);
    if (later.length > 0) watch.at(watch.now() + luck() * spanMillis, () => void enforce([...ids, ...later], world));
    endsAt = watch.now() + spanMillis + 1.1 * seen.boundSeconds * 1000 + 200 * 60_000;
  }
  const judged = judge(world, seen.boundSeconds);
  const requests = [...watch.asked.values()].reduce((all, count) => all + count, 0);
  const about = `${projects} projects, ${perMinute} a minute, ${Math.round((watch.now() - begun) / 60_000)} min`;
  return {
    ...judged,
    violations: [...violations, ...judged.violations].map((line) => `seed ${seed} (${about}): ${line}`),
    requests,
    visits: seen.visits,
    claims: seen.claims,
  };
}

async function enforce(ids: readonly RuleId[], { watch, ruleFrom }: World): Promise<void> {
  await watch.apply(rulebookOf(ids));
  for (const id of ids) if (!ruleFrom.has(id)) ruleFrom.set(id, watch.now());
}

/** What happens in a span of time: in a quiet world little, in a busy one in each project. */
function layOut(spanMillis: number, world: World): void {
  const { watch, luck, wanted } = world;
  const members = [...watch.fleet.members.values()];
  const moment = () => Math.round(watch.now() + luck() * spanMillis);
  const any = () => members[Math.floor(luck() * members.length)] ?? newMember(1);
  const course = { watch, luck, want: (one: Wanted) => void wanted.push(one) };
  const count = Math.ceil(luck() ** 2 * Math.min(400, 3 * members.length));
  for (let left = count; left > 0; left--) {
    const [member, happening] = [any(), happenings[Math.floor(luck() * happenings.length)]];
    watch.at(moment(), () => happening?.(member, course));
  }
  for (let left = Math.ceil(luck() * mostFailing * members.length); left > 0; left--) {
    const member = any();
    watch.at(moment(), () => {
      member.brokenUntil = watch.now() + Math.round(luck() * 40 * 60_000);
      upsets(world, member, member.brokenUntil);
    });
  }
  for (let left = Math.floor(luck() * 4); left > 0; left--) watch.at(moment(), () => moveSome(any(), world));
}

/** What upset a project for longer holds on. */
function upsets({ upset }: World, member: Member, until: number): void {
  upset.set(member, Math.max(until, upset.get(member) ?? 0));
}

/** A project is renamed, archived for a while, or comes anew. */
function moveSome(member: Member, world: World): void {
  const { watch, luck } = world;
  upsets(world, member, watch.now());
  if (luck() < 0.3) member.path = `moved/project-${member.id}`;
  else if (luck() < 0.5) {
    member.isArchived = true;
    const back = watch.now() + Math.round(luck() * 60 * 60_000);
    upsets(world, member, back);
    watch.at(back, () => {
      member.isArchived = false;
    });
  } else {
    const fresh = newMember(10_000 + watch.fleet.members.size);
    watch.fleet.members.set(fresh.id, fresh);
    upsets(world, fresh, watch.now());
  }
}

/** Since when a job is to be found. */
function fromOf({ member, rule, from }: Wanted, { crashedAt, upset, ruleFrom }: World): number {
  return Math.max(from, ruleFrom.get(rule) ?? Number.POSITIVE_INFINITY, crashedAt, upset.get(member) ?? 0);
}

function judge(world: World, boundSeconds: number): Pick<Drawn, "violations" | "judged" | "kinds" | "latest"> {
  const { watch, wanted } = world;
  const violations: string[] = [];
  const kinds = new Set<string>();
  let [judged, latest] = [0, 0];
  for (const one of wanted) {
    const from = fromOf(one, world);
    const foundAt = watch.found.get(one.job);
    const waited = (foundAt ?? watch.now()) - from;
    if (foundAt === undefined && waited <= boundSeconds * 1000) continue;
    judged++;
    kinds.add(one.kind);
    latest = Math.max(latest, waited / (boundSeconds * 1000));
    if (waited <= boundSeconds * 1000) continue;
    const what = `job ${one.job} of project ${one.member.id} (${one.kind})`;
    const how = foundAt === undefined ? "was not found" : `was found after ${Math.round(waited / 1000)} s`;
    violations.push(`${what} ${how}, bound ${boundSeconds} s`);
  }
  return { violations, judged, kinds, latest };
}

/** A run knows rules that were applied so long ago. */
const rulesMillis = 10_000;

/** A note that says of a project that it was visited while something that was wanted then was not found. */
async function falseClaims({ watch, wanted, ruleFrom }: World): Promise<{ broken: string[]; claims: number }> {
  const visitedAt = new Map<number, number>();
  for (const { key, value } of await watch.store.notes("patrol#gitlab"))
    if (key.startsWith("page:"))
      for (const [id, { at }] of readPage(value) ?? []) if (at !== undefined) visitedAt.set(id, at);
  const appliedAt = (rule: RuleId) => (ruleFrom.get(rule) ?? Number.POSITIVE_INFINITY) + rulesMillis;
  const isMissed = ({ job, member, rule, from }: Wanted) =>
    !watch.found.has(job) && Math.max(from, appliedAt(rule)) < (visitedAt.get(member.id) ?? 0);
  const broken = wanted
    .filter(isMissed)
    .map(({ job, member, kind }) => `project ${member.id} counts as visited, but job ${job} (${kind}) was not found`);
  return { broken: broken.slice(0, 3), claims: visitedAt.size };
}
