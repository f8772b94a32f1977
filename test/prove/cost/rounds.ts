import { retryRule, rulebook as talkRules, talkStage } from "../../flows/chat/talkStage.ts";
import { branchWith, deleteRules, hashOf, planStage } from "../../flows/plans/stage.ts";
import type { Ends } from "../../flows/process.ts";
import { alone, bound, deletesBound, type Kind } from "./kind.ts";
import { createMeter } from "./meter.ts";
import { apiToken, type Cost, type Metered, metered, openMetered, rulebook, under } from "./metered.ts";

const retryFailed = "id: again, on: job, when: { status: failed }, do: retry";

async function opened({ after }: Ends, rules: string, hooks = false): Promise<Metered> {
  const stage = await openMetered(rules, { hooks });
  after(() => stage.close());
  return stage;
}

/** A patrol over so many projects in which nothing happens; the second one, which knows them. */
async function patrolOf(projects: number, ends: Ends): Promise<Cost> {
  const stage = await opened(ends, rulebook(retryFailed));
  const { twin, house, clock } = stage;
  for (let at = 1; at < projects; at++)
    twin.addProject({ path: `shop/p${at}`, members: { [twin.bot.username]: "maintainer" } });
  await house.driver.patrol();
  clock.advance(600);
  return await stage.of(() => house.driver.patrol());
}

/** A count of all artifacts of a project with so many jobs. */
async function sweepOf(jobs: number, ends: Ends): Promise<Cost> {
  const text = "id: look, on: { schedule: { every: 1d } }, when: { name: no-such-job }, do: deleteArtifacts";
  const stage = await opened(ends, rulebook(text).replace('"**"', '"crowd*/**"'));
  const { twin, house } = stage;
  twin.addCrowd({ projects: 1, jobsPerProject: jobs, members: { [twin.bot.username]: "maintainer" } });
  await house.driver.patrol();
  await stage.rest();
  return await stage.of(async () => {
    await ask(stage, "sweeps", { kind: "rule", rule: "look" });
    await settleByWorkers(stage);
  });
}

async function settleByWorkers(stage: Metered, minutes = 3): Promise<void> {
  for (let minute = 0; minute < minutes; minute++) {
    for (let round = 0; round < 5; round++) await stage.house.driver.step();
    stage.clock.advance(60);
  }
}

async function ask({ house }: Metered, path: string, body?: object): Promise<void> {
  const headers = { authorization: `Bearer ${apiToken}` };
  const post = body && { method: "POST", body: JSON.stringify(body) };
  const answer = await fetch(`${house.url}/api/gitlab/${path}`, { headers, ...post });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
}

/** So many artifacts of an approved plan, whose quarantine is over, are deleted. */
async function deletesOf(jobs: number, ends: Ends): Promise<Cost> {
  const meter = createMeter();
  const planned = await planStage(ends, deleteRules(), { house: under(meter) });
  const stage = metered(planned, meter);
  await branchWith(stage, jobs);
  const shown = await planned.plan();
  await planned.approve(shown.plan.id, hashOf(shown));
  await settleByWorkers(stage);
  await stage.rest();
  stage.clock.advance(7 * 86_400);
  return await stage.of(() => settleByWorkers(stage, 10));
}

async function commandOf(ends: Ends): Promise<Cost> {
  const meter = createMeter();
  const s = metered(await talkStage(ends, talkRules(retryRule), { house: under(meter) }), meter);
  const once = async () => {
    const job = s.jobThat("failed");
    await s.rest();
    return await s.of(() => s.say("bob", `retry ${job.url}`));
  };
  await once();
  return await once();
}

/** One task of a retry, asked for by its id. */
async function taskOf(ends: Ends): Promise<Cost> {
  const stage = await opened(ends, rulebook(retryFailed), true);
  const { twin, project } = stage;
  const { id } = twin.addPipeline(project.id, { jobs: [{ name: "build" }] });
  twin.fail(twin.run(twin.jobNamed(id, "build").id).id);
  await stage.settle();
  const [task] = await stage.house.store.tasks(1);
  return await stage.of(() => ask(stage, `tasks/${task?.id}`));
}

/** What goes on by the clock, and what people ask for. */
export const rounds: readonly Kind[] = [
  alone("tick's minute in which nothing is due", undefined, async (ends) => {
    const stage = await opened(ends, rulebook(retryFailed));
    await stage.rest();
    return await stage.rest();
  }),
  alone("a patrol of 10 projects in which nothing happens", undefined, (ends) => patrolOf(10, ends)),
  alone("a patrol of 110 projects in which nothing happens", undefined, (ends) => patrolOf(110, ends)),
  alone("a sweep over 1,000 jobs", undefined, (ends) => sweepOf(1_000, ends)),
  alone("a sweep over 3,000 jobs", undefined, (ends) => sweepOf(3_000, ends)),
  alone("100 artifacts of an approved plan are deleted", deletesBound(100), (ends) => deletesOf(100, ends)),
  // Heard and answered is one event, the retry another; the person's rights are read twice.
  alone("a command in chat: heard, answered, retried, told", bound(2, 2), commandOf),
  alone("the API: the newest entries of the journal", bound(1), async (ends) => {
    const stage = await opened(ends, rulebook(retryFailed));
    return await stage.of(() => ask(stage, "journal"));
  }),
  alone("the API: one task", bound(1), taskOf),
];
