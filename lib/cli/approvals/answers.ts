import * as z from "zod";
import { FromPeople } from "../../rules/approvals.ts";

// What the API answers about gates that wait for people.

const Person = z.object({ userId: z.int(), username: z.string() });

const GateAnswer = z.object({
  project: z.int(),
  path: z.string().exactOptional(),
  job: z.int(),
  name: z.string(),
  task: z.string(),
  ref: z.string().exactOptional(),
  environment: z.string().exactOptional(),
  pipelineId: z.int().exactOptional(),
  sha: z.string().exactOptional(),
  /** What a yes is a yes to. */
  digest: z.string(),
  /** The names of the variables and inputs that it is played with. */
  variables: z.array(z.string()),
  openedAt: z.number(),
  expiresAt: z.number().exactOptional(),
  waitsFor: z.string(),
  closed: z.object({ how: z.string(), at: z.number(), why: z.string(), by: Person.exactOptional() }).exactOptional(),
  url: z.string().exactOptional(),
});

const Approved = Person.extend({ at: z.number() });

const Rule = z.object({
  /** `rule@version` */
  rule: z.string(),
  count: z.int(),
  from: FromPeople.exactOptional(),
  notAuthor: z.boolean().exactOptional(),
  within: z.string().exactOptional(),
  given: z.array(Approved),
  void: z.array(Approved.extend({ why: z.string() })),
  missing: z.int(),
});
export type RuleAnswer = z.infer<typeof Rule>;

const PendingGate = GateAnswer.extend({
  rules: z.array(Rule),
  /** In what the rules are others than when the gate was looked at: nobody can say yes before the next look. */
  changed: z.string().exactOptional(),
});
export type PendingAnswer = z.infer<typeof PendingGate>;

/** `now`: by the API's clock. `person`: whose token was sent along. */
export const ApprovalList = z.object({
  approvals: z.array(PendingGate),
  now: z.number(),
  person: Person.exactOptional(),
});
export type ApprovalList = z.infer<typeof ApprovalList>;
export const GateDecided = z.object({ gate: GateAnswer, person: Person });
