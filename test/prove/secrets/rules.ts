import type { Canaries } from "./canaries.ts";

/** A rulebook that makes every function do something: one rule gives a job a variable, one reads logs, one tells people. */
export function rulesWith({ playedValue }: Canaries): string {
  return JSON.stringify({
    version: 1,
    defaults: { mode: "enforce" },
    rules: [
      { id: "retry", projects: ["**"], on: "job", when: { status: "failed", name: "build*" }, do: "retry" },
      {
        id: "by-log",
        projects: ["**"],
        on: "job",
        when: { status: "failed", name: "logs*", log: { section: ["*"], matches: "CANARY" } },
        do: { notify: { to: { channel: "deploys" }, text: "{{ job.name }} failed" } },
      },
      { id: "keep", projects: ["**"], on: "job", when: { status: "success", name: "pack*" }, do: "keep" },
      {
        id: "promote",
        projects: ["**"],
        on: "pipeline",
        do: { play: { job: "deploy", variables: { RELEASE: playedValue } } },
      },
      {
        id: "from-chat",
        projects: ["**"],
        on: { command: "play" },
        when: { name: "staging", by: { role: "developer", bot: false } },
        do: { play: { allow: { REGION: { matches: ".*" } } } },
      },
    ],
  });
}
