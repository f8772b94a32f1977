import * as z from "zod";
import type { Facts } from "../../core/event.ts";
import { nameOf } from "../../core/job.ts";
import { Text } from "../fields.ts";
import { groupName } from "../group.ts";
import { condition, type Fact, flagCheck } from "./condition.ts";
import { countCheck, countOf } from "./count.ts";
import { statusesOf } from "./status.ts";
import { textCheck } from "./text.ts";

/** A word that this version does not know is nothing to act on, not even through a `not`. */
function statusOf({ job }: Facts): Fact<string> {
  return job.status === "other" ? undefined : job.status;
}

function groupOf({ job }: Facts): Fact<string> {
  const name = nameOf(job);
  return name === undefined ? undefined : groupName(name);
}

export const jobConditions = {
  status: condition(statusesOf("job"), (wanted, place) => textCheck(wanted, place, { read: statusOf })),
  name: condition(Text, (wanted, place) => textCheck(wanted, place, { read: ({ job }) => nameOf(job) })),
  /** The name without `1/4` or `: [linux]`. */
  group: condition(Text, (wanted, place) => textCheck(wanted, place, { read: groupOf })),
  stage: condition(Text, (wanted, place) => textCheck(wanted, place, { read: ({ job }) => job.stage })),
};

export const moreJobConditions = {
  allowFailure: condition(z.boolean(), (wanted, place) =>
    flagCheck(wanted, place, { read: ({ job }) => job.allowFailure }),
  ),
  /** What its `when:` says: `on_success`, `manual`, `delayed`; an open list. */
  when: condition(Text, (wanted, place) =>
    textCheck(wanted, place, { read: ({ job, looked }) => job.when ?? looked?.when, ask: "when" }),
  ),
  bridge: condition(z.boolean(), (wanted, place) =>
    flagCheck(wanted, place, { read: ({ job }) => (job.isIdOnly ? undefined : job.isBridge === true) }),
  ),
  archived: condition(z.boolean(), (wanted, place) => flagCheck(wanted, place, { read: ({ job }) => job.archived })),
  attempt: condition(countOf(1000), (wanted, place) =>
    countCheck(wanted, place, { read: ({ looked }) => looked?.attempt, ask: "attempt" }),
  ),
};
