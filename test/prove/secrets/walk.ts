import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from "aws-lambda";
import type { Canaries } from "./canaries.ts";
import { cliAsked } from "./cli.ts";
import type { Deployment, FunctionName } from "./deployment.ts";
import { hookSteps } from "./hooks.ts";
import { echoes } from "./parrot.ts";
import { peopleSteps } from "./people.ts";
import { itemsOf } from "./stored.ts";
import { talkSteps } from "./talk.ts";

/** What a walk came to: everything that was answered, and how often each thing happened that it is there for. */
export interface Walked {
  readonly answers: readonly Told[];
  readonly did: Readonly<Record<string, number>>;
}

/** A text that somebody is told, and who told it: `api GET /api/gitlab/tasks`. */
export interface Told {
  readonly at: string;
  readonly text: string;
}

/** Runs a function, and keeps what it answered. */
export type Run = (name: FunctionName, event: unknown) => Promise<LambdaFunctionURLResult | undefined>;

/** Goes every way through the deployment that a secret could leave by, most of all those where something fails. */
export async function walk(canaries: Canaries, at: Deployment): Promise<Walked> {
  const answers: Told[] = [];
  const did: Record<string, number> = {};
  const run: Run = async (name, event) => {
    const answer = await at.run(name, event);
    answers.push({ at: [name, ...addressOf(event)].join(" "), text: JSON.stringify(answer ?? "nothing") });
    const status = typeof answer === "object" && "statusCode" in answer ? ` ${answer.statusCode}` : "";
    did[`${name}${status}`] = (did[`${name}${status}`] ?? 0) + 1;
    return answer;
  };
  const beat = async () => {
    for (const name of ["tick", "patrol", "chat"] as const) await run(name, {});
  };
  const perform = async () => {
    const Records = (await itemsOf(at, "tasks")).map((NewImage) => ({ eventName: "MODIFY", dynamodb: { NewImage } }));
    for (let from = 0; from < Records.length; from += 10)
      await run("work", { Records: Records.slice(from, from + 10) });
  };
  const hooks = hookSteps(canaries, at, run);
  const people = peopleSteps(canaries, at, run);

  await people.apply();
  await hooks.usual();
  await perform();
  await hooks.strange();
  for (const how of echoes) {
    await hooks.fails(`build-${how}`, `build-look-${how}`);
    at.gitlab.echo(how, ({ method, target }) => method === "POST" && /\/retry$/.test(target));
    at.gitlab.echo(how, ({ method, target }) => method === "POST" && /\/play$/.test(target), 400);
    at.gitlab.echo(how, ({ method, target }) => method === "GET" && /\/jobs\/\d+$/.test(target));
    await perform();
    at.gitlab.echo(how, ({ target }) => /\/jobs\?/.test(target));
    at.gitlab.echo(how, ({ target }) => /\/hooks/.test(target));
    await run("patrol", {});
  }
  await talkSteps(canaries, at, run);
  await perform();
  await beat();
  await people.ask();
  answers.push(...(await cliAsked(canaries, at)));
  for (const how of ["json", "text"] as const) {
    await hooks.fails(`build-tables-${how}`);
    at.tables.always = how;
    await hooks.again();
    await people.look();
    await beat();
    at.tables.always = undefined;
  }
  for (const how of ["json", "text"] as const) {
    await at.restart();
    at.ssm.always = how;
    await hooks.again();
    await perform();
    await beat();
    at.ssm.always = undefined;
  }
  return { answers, did };
}

function addressOf(event: unknown): string[] {
  const { requestContext, rawPath } = event as Partial<LambdaFunctionURLEvent>;
  return requestContext && rawPath !== undefined ? [requestContext.http.method, rawPath] : [];
}
