import { serveTwin } from "../../../infra/twin/serve.ts";
import { vintages } from "../../../infra/twin/state/world.ts";
import { createGitLab } from "../../../lib/gitlab/client.ts";
import { pick, randomOf } from "../../fuzz/random.ts";
import type { Proof, Shown } from "../proof.ts";
import { playScene, rulesOf } from "./scene.ts";
import { newTally, type Tally } from "./tally.ts";
import { openTown, type Town, type TownOptions } from "./town.ts";

const dayMillis = 86_400_000;
/** GitLabs that tell of a job's artifacts; of an older one nothing is kept or deleted. */
const seeing = vintages.filter((vintage) => vintage > 2016);

/** Deletes what has expired for an hour, after a day of quarantine. */
const tidy = `
  - id: tidy
    projects: ["**"]
    on: { schedule: { every: 1d, at: "03:00", zone: UTC } }
    when: { artifacts: { expiredFor: 1h }, tag: false }
    do: { deleteArtifacts: { quarantine: 1d } }
`;

/** Forty days with rules for every verb, long enough for artifacts to expire, to be found and to leave quarantine. */
async function passDays(town: Town, seed: number): Promise<void> {
  playScene(town, randomOf(seed));
  leaveOldFiles(town);
  await town.quiet(2 * 3600);
  for (let day = 0; day < 40; day += 8) {
    town.pass((8 * dayMillis) / 1000);
    await town.quiet(3 * 3600);
  }
}

/** A branch whose older pipeline has ended, so that nothing but the rules keeps its files. */
function leaveOldFiles({ twin }: Town): void {
  const [project] = twin.world.projects;
  for (let older = 0; project && older < 2; older++) {
    const { id } = twin.addPipeline(project.id, { ref: "side", jobs: [{ name: "pack" }] });
    twin.succeed(twin.jobNamed(id, "pack").id, { artifacts: { expireInSeconds: 3600 } });
  }
}

/** What the tasks of a town came to, by verb and state. */
async function note(town: Town, tally: Tally): Promise<void> {
  for (const { verb, state, reason } of await town.store.tasks(10_000)) {
    tally.met(`${verb} ${state}`);
    if (reason?.startsWith("a fault of Penstock")) tally.broke(reason);
  }
}

async function inProcess(seed: number, tally: Tally): Promise<void> {
  const options: Omit<TownOptions, "rules"> = { vintage: pick(randomOf(seed), seeing) };
  const town = await openTown({ ...options, rules: rulesOf("report", tidy) });
  await passDays(town, seed);
  await note(town, tally);
  for (const [method, count] of town.methods) tally.met(`asked by ${method}`, count);
  const isOnlyRead = [...town.methods.keys()].every((method) => method === "GET" || method === "QUERY");
  if (!isOnlyRead || town.twin.effects.length > 0) tally.broke(`seed ${seed}: ${[...town.methods]}, ${town.deeds()}`);
  // The same world with the same rules in earnest, so that there was something not to do.
  const earnest = await openTown({ ...options, rules: rulesOf("enforce", tidy) });
  await passDays(earnest, seed);
  for (const { verb } of earnest.twin.effects) tally.met(`in earnest: ${verb}`);
}

/** Once over HTTP, where the twin itself counts. */
async function overHttp(seed: number, tally: Tally): Promise<void> {
  const ends: (() => Promise<void>)[] = [];
  const gitlab: TownOptions["gitlab"] = async (twin) => {
    const served = await serveTwin(twin);
    const client = createGitLab({
      baseUrl: served.url,
      token: twin.bot.token,
      clock: twin.world.clock,
      userAgent: "Penstock",
    });
    ends.push(
      () => client.close(),
      () => served.close(),
    );
    return client;
  };
  try {
    const town = await openTown({ rules: rulesOf("report", tidy), gitlab });
    await passDays(town, seed);
    await note(town, tally);
    for (const { method } of town.twin.requests) tally.met(`over HTTP by ${method}`);
    const isLook = (request: (typeof town.twin.requests)[number]) =>
      request.method === "GET" || request.path.startsWith("/api/graphql");
    if (!town.twin.requests.every(isLook) || town.twin.effects.length > 0)
      tally.broke(`seed ${seed}: over HTTP it wrote`);
  } finally {
    for (const end of ends) await end();
  }
}

async function run(cases: number, seed: number): Promise<Shown> {
  const tally = newTally();
  await overHttp(seed, tally);
  for (let at = 1; at < cases; at++) await inProcess(Math.imul(seed, 0x9e3779b1) ^ Math.imul(at, 0x85ebca6b), tally);
  return tally.shown(cases);
}

/** A dry run writes nothing. */
export const dryRun: Proof = {
  promises: ["P19"],
  says: "rules that only report send nothing but GET to GitLab, whatever they would have done",
  cases: { onPush: 4, byProve: 500 },
  run,
};
