import { serveTwin } from "../../../infra/twin/serve.ts";
import { createGitLab } from "../../../lib/gitlab/client.ts";
import { below, pick, type Random, randomOf } from "../../fuzz/random.ts";
import { newTally, type Tally } from "../door/tally.ts";
import { openTown } from "../door/town.ts";
import type { Proof, Shown } from "../proof.ts";
import { openStranger } from "./stranger.ts";
import { type Ports, trapName, trapUrl } from "./traps.ts";

const hooksPerTown = 50;
const rules = `
version: 1
defaults: { mode: enforce }
rules:
  - { id: again, projects: ["**"], on: job, when: { status: failed }, do: retry }
  - { id: keep, projects: ["**"], on: job, when: { status: success }, do: keep }
`;
/** What GitLab says of itself and its objects, and what nobody chose. */
const itsOwn = /^(object_kind|build_status|status|event_type|created_at|.*_at|duration|sha)$/;

/** The body with an address or a name that leads away in the place of its texts: of some, or of all. */
function poisoned(random: Random, value: unknown, ports: Ports, part = pick(random, [0.1, 0.5, 1])): unknown {
  if (Array.isArray(value)) return value.map((one) => poisoned(random, one, ports, part));
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).map(([key, one]) => {
    if (typeof one !== "string") return [key, poisoned(random, one, ports, part)];
    if (itsOwn.test(key) || random() >= part) return [key, one];
    return [key, random() < 0.6 ? trapUrl(random, ports, "/shop/api") : trapName(random, ports)];
  });
  return Object.fromEntries(fields);
}

/** One world: jobs and branches that are called like addresses, and hooks that are full of them. */
async function inTown(hooks: number, seed: number, tally: Tally): Promise<void> {
  const random = randomOf(seed);
  const stranger = await openStranger();
  const ends: (() => Promise<void>)[] = [];
  let ports: Ports = { own: 0, foreign: stranger.port };
  let gitlabToken = "";
  const town = await openTown({
    rules,
    gitlab: async (twin) => {
      const served = await serveTwin(twin);
      ports = { ...ports, own: Number(new URL(served.url).port) };
      gitlabToken = twin.bot.token;
      const client = createGitLab({
        baseUrl: served.url,
        token: gitlabToken,
        clock: twin.world.clock,
        userAgent: "Penstock",
      });
      ends.push(
        () => client.close(),
        () => served.close(),
      );
      return client;
    },
  });
  const { twin, project } = town;
  for (let at = 0; at < hooks; at++) {
    const name = `build ${trapUrl(random, ports, "/job")}`;
    const { id } = twin.addPipeline(project.id, { ref: pick(random, ["main", "side"]), jobs: [{ name }] });
    const job = twin.run(twin.jobNamed(id, name).id).id;
    if (random() < 0.5) twin.fail(job, "runner_system_failure");
    else twin.succeed(job);
    const bodies = town.takeHooks();
    const body = bodies[below(random, bodies.length)] ?? "{}";
    const text = JSON.stringify(poisoned(random, JSON.parse(body), ports));
    const answer = await town.hear(text, `p-${seed}-${at}`);
    tally.met(answer.replace(/"[^"]{20,}"/, '"…"').slice(0, 40));
    if (!answer.startsWith("202 ")) tally.broke(`seed ${seed}, hook ${at}: ${answer}`);
  }
  await town.patrol();
  await town.quiet(3_600);
  tally.met("effects", twin.effects.length);
  tally.met("requests to GitLab", twin.requests.length);
  for (const { path } of twin.requests)
    if (!path.startsWith("/api/")) tally.broke(`seed ${seed}: GitLab was asked for ${path}`);
  for (const came of stranger.came)
    tally.broke(
      `seed ${seed}: a stranger was asked: ${came.split("\r\n")[0]}${came.includes(gitlabToken) ? ", with the token" : ""}`,
    );
  for (const end of ends) await end();
  stranger.close();
}

async function run(cases: number, seed: number): Promise<Shown> {
  const tally = newTally();
  for (let from = 0; from < cases; from += hooksPerTown)
    await inTown(Math.min(hooksPerTown, cases - from), Math.imul(seed, 0x9e3779b1) ^ from, tally);
  return tally.shown(cases);
}

/** What a hook says is no address to go to. */
export const heard: Proof = {
  promises: ["P42"],
  says: "no address in any text of a hook, and no job that is called like one, makes a handler ask anybody but the configured GitLab",
  cases: { onPush: 50, byProve: 3_000 },
  run,
};
