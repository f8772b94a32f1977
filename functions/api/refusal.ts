/** Every way to say no: the status, what is wrong, and what a person can do about it. */
export const refusals = {
  unreadable: [400, "this is no request that can be read", "Send it with an ordinary HTTP client."],
  badBody: [400, "the body does not fit", "Correct it and send it again."],
  badQuery: [400, "the query does not fit", "Correct it and ask again."],
  badVersion: [400, "If-Match names no version", 'Send If-Match: "VERSION" with the version that you read.'],
  unauthorized: [
    401,
    "nobody whom we know asks",
    "In AWS sign the request with IAM credentials, or send a JWT where the deployment takes them; on your machine send the token of the Penstock that runs there.",
  ],
  noPerson: [
    401,
    "it is not known which person in GitLab says so",
    "Send a GitLab token of your own in X-GitLab-Token: the scope read_user is enough, and it is not kept.",
  ],
  notThatPerson: [
    401,
    "GitLab does not know the token that was sent",
    "Make a new one in GitLab, with the scope read_user.",
  ],
  noScope: [
    403,
    "you may not do that in this source",
    "Ask whoever runs Penstock: `access` in penstock.yaml says who may do what.",
  ],
  ownProposal: [
    403,
    "whoever proposed rules cannot approve them",
    "Let somebody else approve them: another IAM user, another role, or another person of IAM Identity Center.",
  ],
  ownPlan: [
    403,
    "whoever made a plan cannot approve it",
    "Let somebody else approve it: another IAM user, another role, or another person of IAM Identity Center.",
  ],
  noReason: [400, "it needs a reason", "Say why: it stands in the journal."],
  badGate: [400, "no gate is called so", "It is a project and a job, both by their numbers."],
  ownWork: [
    403,
    "nobody decides on their own work",
    "Let somebody else decide who neither wrote it nor began its pipeline.",
  ],
  noRight: [403, "you may not say so", "Let somebody decide whom the rule asks, and who may play the job in GitLab."],
  badHold: [
    400,
    "nothing can be held that is called so",
    "It can be job:ID, pipeline:ID, or project for all of its jobs.",
  ],
  badKeep: [400, "nothing is kept that is called so", "It can be job:ID or pipeline:ID of a project, by its number."],
  noRoute: [
    404,
    "there is nothing here",
    "Ask for /api/{source}/ and then rulebook, tasks, redrive, dismiss, holds, keeps, tallies, sweeps, plans, approvals, gates, journal, explain, switch, outages, patrol or hooks; /api/openapi.json describes them all.",
  ],
  noSource: [404, "there is no such source", "Use the id of a configured source."],
  noTask: [404, "there is no such task", "List the tasks; ended ones are forgotten after 90 days."],
  noSweep: [404, "there is nothing to sweep for", "Give a rule that has a schedule, or begin an inventory."],
  noHold: [404, "there is no such hold", "List the holds."],
  noGate: [404, "no gate waits there", "List the gates: penstock gates list."],
  noPlan: [404, "there is no such plan", "List the plans."],
  noPlanRule: [422, "nothing can be planned by these rules", "Name rules that delete on a schedule and act."],
  noKeep: [404, "there is no such keep", "List the keeps."],
  noRules: [404, "there is no such version of the rules", "List the versions."],
  noProposal: [404, "no rules wait for approval", "Apply rules: what needs a second person waits then."],
  noEntry: [404, "there is no such journal entry", "Ask for the journal: each entry has its id."],
  noJob: [404, "there is no such job", "Check its address."],
  noOutage: [404, "there is no such outage", "List the outages; one that is closed is forgotten after a while."],
  noStop: [404, "there is no such stop", "Look at the switch."],
  wrongMethod: [405, "this cannot be done here", "Use a method that the header Allow names."],
  kept: [409, "it is kept, and not held by a person", "Let it go with the keeps."],
  isOpen: [409, "the task has not ended", "It comes due by itself."],
  planNotReady: [409, "the plan does not wait for approval yet", "Look at it again in a while."],
  planOver: [409, "nobody can decide on this plan any more", "Make a new one."],
  otherPlan: [409, "it is not the plan that you saw", "Look at it again, then approve what it lists now."],
  planTampered: [
    409,
    "what is stored of the plan is not what it listed",
    "Find out who changed the ledger, reject the plan and make a new one.",
  ],
  otherContent: [
    409,
    "what would be played is not what you saw",
    "Look at it again, then approve what would be played now.",
  ],
  gateClosed: [
    409,
    "nobody waits at this gate any more",
    "To open it anew, empty, redrive its task: penstock tasks redrive.",
  ],
  alreadyPlayed: [409, "the job was played already", "There is nothing left to decide."],
  nothingToSay: [409, "there is nothing to say at this gate", "Look at what it waits for: penstock gates list."],
  armedAlready: [
    409,
    "somebody else has armed it for longer",
    "Leave it at that, arm it until later, or disarm it first: penstock gates disarm.",
  ],
  outageClosed: [409, "the outage is closed already", "There is nothing left to close."],
  notArmed: [409, "nobody has armed it", "There is nothing to disarm."],
  otherProposal: [409, "other rules wait for approval now", "Look at those that wait, then approve or reject them."],
  overtaken: [412, "somebody else applied rules meanwhile", "Look at theirs, then apply again."],
  tooLarge: [413, "it is too large", "A body has at most 4 MiB, a rulebook at most 380 KB packed."],
  badRules: [422, "the rules hold errors; the active ones stay", "Correct each problem and apply again."],
  noRule: [422, "no rule lets it be armed", "Apply a rule with `on: { command: arm }` and `do: play`."],
  brokenGate: [
    422,
    "what is noted of the gate cannot be read by this version",
    "Run the newest version of Penstock, or redrive its task: that opens the gate anew, empty.",
  ],
  brokenProposal: [422, "the proposed rules cannot be used by this version", "Apply them again, or reject them."],
  brokenRules: [422, "that version cannot be read any more", "Roll back to another version, or apply rules."],
  nothingToExplain: [
    422,
    "there is nothing to explain",
    "Give a job, the hook of a job or a pipeline, or a journal entry.",
  ],
  noVersion: [428, "the version that you follow is missing", 'Send If-Match: "VERSION"; "0" for the first rules.'],
  broken: [500, "Penstock failed", "Look into the log of the API."],
  corrupt: [500, "what is stored cannot be read", "Look into the log of the API: it names the item."],
  noGitLab: [502, "GitLab cannot be asked", "Ask without looking: what an event told can be explained all the same."],
  noRoom: [503, "there is no room for looks at GitLab now", "Send it again later: work goes before explanations."],
  busy: [503, "the tables cannot be used now", "Send it again: asking twice is safe."],
} as const satisfies Readonly<Record<string, readonly [number, string, string]>>;

export type Refusal = keyof typeof refusals;

interface Details {
  readonly message?: string;
  readonly cure?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Beside the error. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** The answer that says no: `{ error: { code, message, cure } }`. */
export function refuse(code: Refusal, details: Details = {}): Response {
  const [status, message, cure] = refusals[code];
  const error = { code, message: details.message ?? message, cure: details.cure ?? cure };
  return answer({ error, ...details.more }, { status, ...(details.headers && { headers: details.headers }) });
}

/** A JSON answer that nobody keeps. */
export function answer(
  body: Readonly<Record<string, unknown>>,
  { status = 200, headers }: { status?: number; headers?: Readonly<Record<string, string>> } = {},
): Response {
  const fixed = { "cache-control": "no-store", "x-content-type-options": "nosniff" };
  return Response.json(body, { status, headers: { ...fixed, ...headers } });
}
