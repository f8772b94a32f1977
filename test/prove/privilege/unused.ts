/**
 * What a role allows and no story uses, each with its reason; `work` and `tick` perform the same tasks, so that what one of them
 * used both may. A line that a story does use is a mistake here, too.
 */
export const unused: Readonly<Record<string, string>> = {
  "work dynamodb:GetItem ledger limit#": "read to tell people by whom a limit is used up: test/app/explain",
  "work dynamodb:GetItem ledger tally#": "a fifth a day of what was counted: test/app/batch",
  "work dynamodb:PutItem ledger tally#": "many pages of a count: test/app/tally",
  "work dynamodb:PutItem ledger empty#": "a sweep remembers a long range without artifacts: test/app/sweep",
  "tick dynamodb:GetItem ledger token#":
    "how long tokens live, which a twin's token of one house does not say: test/app/tokens",
  "tick dynamodb:PutItem ledger token#": "as above",
  "tick dynamodb:Query ledger throttle#": "whether GitLab answers, for the pulse",
  "patrol dynamodb:GetItem ledger patrol#": "read anew where two patrols meet: test/app/patrolled",
  "patrol dynamodb:GetItem ledger token#": "as tick's",
  "patrol dynamodb:PutItem ledger token#": "as tick's",
  "patrol dynamodb:DeleteItem ledger patrol#": "notes of projects that are gone: test/app/patrolled",
  "patrol dynamodb:DeleteItem ledger hook#": "hooks that are gone: test/app/hooked",
  "api dynamodb:DeleteItem ledger gate#":
    "a gate's note that cannot be read goes when its task is redriven: test/flows/gates",
  "api dynamodb:GetItem ledger coverage#":
    "how far a sweep came that a person begins for some projects: test/flows/sweeps.test.ts",
  "api dynamodb:GetItem ledger limit#": "an explanation of a limit: test/flows/explain",
  "api dynamodb:GetItem ledger swept#": "an explanation of a delete: test/flows/explain",
  "api dynamodb:GetItem ledger outage#": "an explanation of a retry that is parked: test/flows/explain",
  "api dynamodb:Query ledger token#": "how tokens stand",
  "chat dynamodb:Scan tasks": "`status` of a project lists its tasks: test/flows/chat",
  "chat dynamodb:Query journal": "the news: test/flows/chat",
  "chat dynamodb:Query journal/index/job": "`why` of a job that something was done to: test/flows/chat",
  "chat dynamodb:GetItem ledger ask#": "its own talk has one list of rights",
  "chat dynamodb:GetItem ledger asked#": "its own talk has one list of rights",
  "chat dynamodb:GetItem ledger post#": "read anew where nobody can tell whether a note was written: test/app/talk",
  "chat dynamodb:GetItem ledger request#": "a gate's message with buttons: test/flows/chat",
  "chat dynamodb:GetItem ledger news#": "how far news were told: test/flows/chat",
  "chat dynamodb:PutItem ledger link#": "a person is linked: test/flows/chat",
  "chat dynamodb:PutItem ledger request#": "a gate's message with buttons: test/flows/chat",
  "chat dynamodb:PutItem ledger news#": "how far news were told: test/flows/chat",
  "chat dynamodb:Query ledger link#": "its own talk has one list of rights",
  "chat dynamodb:Query ledger news#": "how far news were told: test/flows/chat",
  "chat dynamodb:DeleteItem ledger link#": "a person is unlinked: test/flows/chat",
  "chat dynamodb:DeleteItem ledger linking#": "a link that is made: test/flows/chat",
  "chat dynamodb:DeleteItem ledger request#": "a gate that is over: test/flows/chat",
  "chat dynamodb:DeleteItem ledger news#": "a message that is old: test/flows/chat",
  "chat dynamodb:GetItem ledger nonce#": "whether a button was used: test/flows/chat",
  "chat dynamodb:PutItem ledger gate#": "a yes by a button: test/flows/chat",
  "chat dynamodb:GetItem ledger kept#": "`why` of a delete: test/app/explain",
  "chat dynamodb:GetItem ledger swept#": "`why` of a delete: test/app/explain",
  "chat dynamodb:GetItem ledger outage#": "`why` of a retry that is parked: test/flows/chat",
};

/** What the function's own code never asks for: AWS does it in the function's name. */
export const byAws: Readonly<Record<string, string>> = {
  "logs:CreateLogStream": "Lambda writes the log",
  "logs:PutLogEvents": "Lambda writes the log",
  "xray:PutTraceSegments": "Lambda traces; X-Ray has no resources to name",
  "xray:PutTelemetryRecords": "Lambda traces; X-Ray has no resources to name",
  DescribeStream: "Lambda reads the stream",
  GetRecords: "Lambda reads the stream",
  GetShardIterator: "Lambda reads the stream",
  ListStreams: "Lambda reads the stream",
  "sqs:SendMessage": "Lambda lays aside what the function could not read",
  "kms:Decrypt": "SSM opens a parameter, and nobody else may ask for it",
};
