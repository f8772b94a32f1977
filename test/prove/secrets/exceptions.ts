import type { CanaryName } from "./canaries.ts";

/** Where a canary may rightfully be found, and why. */
interface Exception {
  readonly canary: CanaryName;
  readonly at: RegExp;
  readonly why: string;
}

const itsRule = "a value that a rule gives is part of the rule, which whoever may read the rules may read";
const itsTask =
  "a value that a person gives is kept in the task, and before that in what they asked, until it is played";
const itsGitLab = "a token is shown to its own GitLab, in the header that it belongs in";

/** All others are leaks. */
export const exceptions: readonly Exception[] = [
  ...(["playedValue", "spokenValue"] as const).flatMap((canary) => [
    { canary, at: /^request gitlab body POST \S+\/play$/, why: "it is what the job is played with" },
    { canary, at: /^stored tasks\.wants$/, why: canary === "playedValue" ? itsRule : itsTask },
    { canary, at: /^request tables body/, why: "what is stored is sent to where it is stored" },
    { canary, at: /^(api GET \/api\/gitlab\/tasks|penstock tasks list --json)$/, why: itsTask },
  ]),
  { canary: "playedValue", at: /^stored rules\./, why: itsRule },
  { canary: "playedValue", at: /^api (GET \/api\/gitlab\/rulebook|POST \/api\/gitlab\/explain)$/, why: itsRule },
  { canary: "spokenValue", at: /^stored ledger\.value$/, why: itsTask },
  ...(["actToken", "cleanToken", "readToken", "hooksToken", "commentToken", "personToken"] as const).map((canary) => ({
    canary,
    at: /^request gitlab (authorization|private-token) /,
    why: itsGitLab,
  })),
  { canary: "chatBotToken", at: /^request chat authorization /, why: "a bot's token is shown to its own Mattermost" },
  ...(["accessKeyId", "sessionToken"] as const).map((canary) => ({
    canary,
    at: /^request (ssm|tables) (authorization|x-amz-security-token) /,
    why: "AWS is told who asks",
  })),
];

export function isException(canary: CanaryName, at: string): boolean {
  return exceptions.some((one) => one.canary === canary && one.at.test(at));
}
