import { leastRetries } from "../../app/report/baseline.ts";

/** What the figures of a report mean, one line each. */
export const definitions: readonly string[] = [
  "failures: runs of jobs that failed in this time, each once, as deliveries told; what no delivery told of is not counted",
  "class: of the facts of the delivery, and of our look where it was recorded; where only the log tells it, it is unknown",
  "retried: new runs of a failed job in the same pipeline: ours by the tasks that were done; GitLab's own (`retry:`) within 10 s of the failure; people's all others, their programs' too",
  "helped: the new run passed; open: it had not ended, or nobody heard how it ended",
  "waited: from the failure to the moment the new run was made, the median and the sum",
  `saved: of each of our retries that helped, what people take (their median in the project, else in all projects; fewer than ${leastRetries} of theirs count for nothing, then --assume-minutes) less what ours took, never below zero`,
  "burnt: how long the runs lasted on a runner that our retries made and that did not pass",
  "gates: manual jobs that were started, and how long they had waited; stuck: how long jobs waited or ran before our restart",
  "kept, deleted: jobs whose artifacts we kept or deleted, with their bytes where the journal tells them",
  "flaky: failed first and passed later in one pipeline, so on one commit, by anybody's retry; of all pipelines in which the job came to an end; infra: all those failures were of the infrastructure",
  "rules: what several rules wanted counts for each of them; days: a retry counts on the day of its failure, UTC",
  "job: names that differ in `1/4` or `: [a, b]` count as one, as GitLab groups them",
  "unknown, or a ? behind a figure: of none, or not of all, is it known; what lies further apart in the journal than 7 days is not put together",
];
