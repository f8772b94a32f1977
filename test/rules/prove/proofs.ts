import { actions } from "../../../lib/actions/index.ts";
import { loopFaults } from "../../../lib/rules/prove/loopFaults.ts";
import { proveRulebook } from "../../../lib/rules/prove/proof.ts";
import { boundOf } from "../../../lib/rules/prove/sharedBound.ts";
import type { Proof } from "../../prove/proof.ts";
import { type Case, drawCase } from "./draw.ts";
import { worldOf } from "./measured.ts";
import { type Played, played } from "./stage.ts";

/** P12: what is accepted keeps to its bound on a GitLab that leads it on. */
export const loopProofs: readonly Proof[] = [
  {
    promises: ["P12"],
    says: "no rulebook that the loop proof accepts sends more POST and DELETE requests on the twin than its computed bound",
    cases: { onPush: 200, byProve: 5_000 },
    async run(cases, seed) {
      const violations: string[] = [];
      const figures = {
        cyclic: 0,
        refused: 0,
        calls: 0,
        "runs that reached their bound": 0,
        "runs that called": 0,
        "runs at half of it or more": 0,
      };
      for (let at = 0; at < cases; at++) {
        const drawn = drawCase(seed * 100_000 + at);
        const { cycles, isRefused } = proveRulebook(drawn.rulebook, actions);
        if (cycles.length > 0) figures.cyclic++;
        if (isRefused !== loopFaults(drawn.rulebook).length > 0)
          violations.push(`seed ${seed}, case ${at}: refused is told in two ways`);
        if (isRefused) figures.refused++;
        if (isRefused) continue;
        const play = await played(drawn.rulebook, drawn.happening);
        const { calls, sent, broken } = judged(drawn, play);
        if (broken) violations.push(`seed ${seed}, case ${at}: ${broken}\n${drawn.text}`);
        figures.calls += sent;
        if (sent > 0) figures["runs that called"]++;
        if (sent > 0 && sent === calls) figures["runs that reached their bound"]++;
        if (sent > 0 && sent * 2 >= calls) figures["runs at half of it or more"]++;
      }
      return { cases, violations, figures };
    },
  },
];

/** Which verbs of rules send a request of each sort. */
const sentBy: Readonly<Record<string, readonly string[]>> = {
  retry: ["retry", "restart"],
  cancel: ["cancel", "restart"],
};

/** Of one task more calls are never sent: then a person must look. */
const mostCallsOfTask = 9;

/** The bound of a play, and how it was broken: all requests together, those of one sort, or those that GitLab refused. */
export function judged({ rulebook, happening }: Pick<Case, "rulebook" | "happening">, play: Played): Judged {
  const { calls, rules } = boundOf(rulebook, worldOf(happening, play));
  const [refused = [], done = []] = [true, false].map((is) => play.calls.filter(({ isRejected }) => isRejected === is));
  const sorts = [...Map.groupBy(done, ({ verb }) => verb)].map(([verb, sent]) => {
    const by = rules.filter((rule) => (sentBy[verb] ?? [verb]).includes(rule.verb));
    return { what: verb, sent: sent.length, most: by.reduce((sum, { times }) => sum + times, 0) };
  });
  const counts = [
    { what: "requests", sent: done.length, most: calls },
    { what: "refused requests", sent: refused.length, most: play.twin.world.jobs.size * mostCallsOfTask },
    ...sorts,
  ];
  const worse = counts.find(({ sent, most }) => sent > most);
  return {
    calls,
    sent: done.length,
    ...(worse && { broken: `${worse.sent} ${worse.what}, at most ${worse.most} were computed` }),
  };
}

export interface Judged {
  readonly calls: number;
  /** Those that GitLab did. */
  readonly sent: number;
  readonly broken?: string;
}
