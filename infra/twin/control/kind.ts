import * as z from "zod";

const text = (what: string) => z.string({ error: `give ${what}` }).min(1, { error: `give ${what}` });
const flag = z.boolean({ error: "give true or false" });
const seconds = z.number({ error: "give seconds" }).nonnegative({ error: "give seconds, not negative" });
const whens = ["on_success", "on_failure", "always", "manual", "delayed"] as const;

const GivenNeed = z.union([
  text("a job's name"),
  z.strictObject({ job: text("a job's name"), optional: flag.exactOptional() }),
]);

const most = z.int({ error: "give 0, 1 or 2" }).min(0).max(2, { error: "give 0, 1 or 2" });

const GivenRetry = z.union([
  most,
  z.strictObject({
    max: most,
    when: z.array(text("a failure reason"), { error: "give a list of failure reasons" }).exactOptional(),
    exitCodes: z.array(z.int({ error: "give a list of numbers" })).exactOptional(),
  }),
]);

const GivenEnvironment = z.strictObject({
  name: text("an environment"),
  action: text("an action such as start").default("start"),
  tier: text("a tier such as production").default("other"),
});

const GivenInput = z.strictObject({
  type: z.enum(["string", "number", "boolean", "array"], { error: "give string, number, boolean or array" }),
  default: z.unknown().optional(),
  options: z.array(z.union([z.string(), z.number()]), { error: "give a list of texts or numbers" }).exactOptional(),
});

const plainKind = {
  name: text("a name"),
  stage: text("a stage").exactOptional(),
  when: z.enum(whens, { error: `give one of ${whens.join(", ")}` }).exactOptional(),
  delaySeconds: seconds.exactOptional(),
  allowFailure: flag.exactOptional(),
  cancelsSlowly: flag.exactOptional(),
  tags: z.array(text("a runner tag"), { error: "give a list of texts" }).exactOptional(),
  needs: z.array(GivenNeed, { error: "give a list of names" }).exactOptional(),
  retry: GivenRetry.exactOptional(),
  environment: GivenEnvironment.exactOptional(),
  resourceGroup: text("a resource group").exactOptional(),
  interruptible: flag.exactOptional(),
  timeoutSeconds: seconds.exactOptional(),
  isPrepared: flag.exactOptional(),
  inputs: z.record(text("an input's name"), GivenInput).exactOptional(),
};

const GivenTrigger = z.strictObject({
  project: text("the other project's path").exactOptional(),
  branch: text("a branch").exactOptional(),
  strategy: z.enum(["depend", "mirror"], { error: "give depend or mirror" }).exactOptional(),
  jobs: z.array(z.strictObject(plainKind), { error: 'give a list such as [{"name": "child"}]' }),
});

/** What a job is, whatever becomes of it: the fields of a `NewJob`. With a `trigger` it is a bridge. */
export const kind = { ...plainKind, trigger: GivenTrigger.exactOptional() };
