import type { LambdaFunctionURLEvent } from "aws-lambda";
import fc from "fast-check";
import type { Route } from "../../../functions/api/route.ts";
import { routes } from "../../../functions/api/routes/index.ts";
import { type Asked, apiEvent } from "../../functions/apiDesk.ts";
import { context, everyMinute, imageOf, streamRecord } from "../../functions/awsEvents.ts";
import { claimsOf, jwtEvent } from "../../functions/routes/credentials.ts";
import { exampleOf, nameOf, pathOf } from "../../functions/routes/examples.ts";
import { sent, signedLetter } from "../door/letter.ts";
import type { Borough } from "./borough.ts";
import { arnOf, type Id, ids, signingKeyOf, tokenOf, wordOf } from "./sides.ts";

/** Something that one source's own people, hooks or tasks do. */
export type Step =
  | { readonly kind: "job"; readonly by: Id; readonly end: "fail" | "succeed" | "leave" }
  | { readonly kind: "hooks"; readonly by: Id; readonly to: Id }
  | { readonly kind: "records"; readonly by: Id }
  | {
      readonly kind: "ask";
      readonly by: Id;
      readonly to: Id;
      readonly about: Id;
      readonly how: "iam" | "jwt";
      readonly route: Route;
    };

const id = fc.constantFrom(...ids);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("job" as const),
      by: id,
      end: fc.constantFrom("fail", "succeed", "leave"),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("hooks" as const), by: id, to: id }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("records" as const), by: id }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("ask" as const),
      by: id,
      to: id,
      about: id,
      how: fc.constantFrom("iam", "jwt"),
      route: fc.constantFrom(...routes),
    }),
  },
) as fc.Arbitrary<Step>;

/** A time in both sources; between two of its steps a minute may pass, in which tick and patrol look at both. */
export const steps = fc.array(fc.record({ step, minute: fc.boolean() }), { minLength: 5, maxLength: 30 });

export function textOf(one: Step): string {
  return one.kind === "ask"
    ? `${one.by} asks ${nameOf(one.route)} of ${one.to} about ${one.about} by ${one.how}`
    : JSON.stringify(one);
}

/** Lets a step happen. @returns what was told to whoever did it */
export async function take(one: Step, town: Borough, serial: number): Promise<string> {
  if (one.kind === "job") return addJob(one, town);
  if (one.kind === "ask") return JSON.stringify(await town.api(eventOf(one)));
  if (one.kind === "records") return await stream(one.by, town);
  const told: string[] = [];
  for (const [at, body] of town.sides[one.by].takeHooks().entries()) {
    const letter = signedLetter(
      signingKeyOf(one.by),
      `d${serial}-${at}`,
      Math.floor(town.now() / 1000),
      Buffer.from(body),
    );
    told.push(JSON.stringify(await town.webhook(sent(letter, `/gitlab/${one.to}`))));
  }
  return told.join("\n");
}

function addJob({ by, end }: Extract<Step, { kind: "job" }>, { sides }: Borough): string {
  const { twin, projectId } = sides[by];
  const pipeline = twin.addPipeline(projectId, {
    jobs: [{ name: `build-${wordOf[by]}` }, { name: `deploy-${wordOf[by]}`, when: "manual" }],
  });
  const [job] = pipeline.jobs;
  if (job && end !== "leave") {
    twin.run(job.id);
    if (end === "fail") twin.fail(job.id, "script_failure");
    else twin.succeed(job.id);
  }
  return "";
}

/** The stream's records of all tasks of a source, whether they are new or not. */
async function stream(by: Id, { store, work }: Borough): Promise<string> {
  const images = store.tables.all("tasks").filter((item) => item.source === by);
  const Records = images.slice(0, 10).map((item, at) => streamRecord("MODIFY", at + 1, imageOf(item)));
  return JSON.stringify(await work({ Records }, ample));
}

export const ample = context(() => 60_000);

/** What everybody waits for: the minute's tick, and now and then the patrol. */
export async function passMinute(town: Borough): Promise<void> {
  town.pass(60);
  await town.tick(everyMinute, ample);
  await town.patrol(everyMinute, ample);
}

/** A request by one source's own people. */
export function eventOf({
  by,
  to,
  about,
  how,
  route,
}: Omit<Extract<Step, { kind: "ask" }>, "kind" | "to"> & { readonly to: string }): LambdaFunctionURLEvent {
  const example = exampleOf(route, about);
  const { query, body } = example;
  const asked: Asked = {
    method: route.method,
    arn: arnOf(by),
    ...(query !== undefined && { query }),
    ...(body && { body }),
    headers: { ...(route.follows && { "if-match": '"1"' }), "x-gitlab-token": tokenOf(by) },
  };
  const path = pathOf(route, example, to);
  return how === "iam" ? apiEvent(path, asked) : jwtEvent(path, claimsOf(by, 7), asked);
}
