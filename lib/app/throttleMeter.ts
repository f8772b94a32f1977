import type { GitLab } from "../core/ports.ts";
import type { TokenName } from "./throttle.ts";

/** What sees the requests of a run. */
export interface Meter {
  /** Throws where no look may be sent any more. */
  mayLook(): Promise<void>;
  sent(token: TokenName, requests: number): void;
}

const jobsOnPage = 100;
/** What is sent with the token that deletes. */
const cleaning: ReadonlySet<string> = new Set([
  "deleteArtifacts",
  "deleteArtifactsOf",
  "deleteProjectArtifacts",
  "erase",
]);

/** What a client asks for once, and remembers; and the clients that have. */
const remembered: ReadonlySet<string> = new Set(["me"]);
const knowing = new WeakSet<object>();

/** How many requests a look took beyond its first, as far as its answer tells. */
const further: Readonly<Record<string, (answer: unknown) => number>> = {
  pipelineJobs: furtherPages,
  bridges: furtherPages,
  // how long the log is, and then its end
  logTail: () => 1,
  exitCode: () => 1,
};

function furtherPages(answer: unknown): number {
  return Array.isArray(answer) ? Math.max(0, Math.ceil(answer.length / jobsOnPage) - 1) : 0;
}

/** The same GitLab: each look is allowed first, and every request is counted. */
export function metered({ reads, writes }: GitLab, meter: Meter): GitLab {
  return {
    reads: around(reads, {
      before: async (name) => {
        await meter.mayLook();
        meter.sent("act", remembered.has(name) && knowing.has(reads) ? 0 : 1);
      },
      after: (name, answer) => {
        if (remembered.has(name)) knowing.add(reads);
        meter.sent("act", further[name]?.(answer) ?? 0);
      },
    }),
    writes: around(writes, { before: (name) => meter.sent(cleaning.has(name) ? "clean" : "act", 1) }),
  };
}

interface Around {
  readonly before: (name: string) => unknown;
  readonly after?: (name: string, answer: unknown) => void;
}

/** The same methods with something before and after each. */
function around<Methods extends object>(methods: Methods, { before, after }: Around): Methods {
  return new Proxy(methods, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== "function") return method;
      return async (...given: unknown[]) => {
        await before(String(name));
        const answer: unknown = await Reflect.apply(method, target, given);
        after?.(String(name), answer);
        return answer;
      };
    },
  });
}
