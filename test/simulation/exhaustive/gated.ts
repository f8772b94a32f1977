import { StoreError } from "../../../lib/core/errors.ts";
import type { LedgerKey } from "../../../lib/core/key.ts";
import type { GitLab, Write } from "../../../lib/core/ports.ts";
import type { MemoryStore } from "../../../lib/store/memory.ts";
import type { Cast } from "./cast.ts";

interface Gate {
  readonly cast: Cast;
  readonly actor: string;
  /** Whether nothing can happen to this actor. */
  readonly isSafe?: boolean;
  /** Whether nobody changes what is read under this key while it matters: whoever goes on first sees the same. */
  readonly isSteady?: (key: LedgerKey) => boolean;
}

const crash = ["crash"];
/** Looks at what nobody changes in a scene: whoever goes on first sees the same. */
const steady: readonly unknown[] = [
  "project",
  "me",
  "newestSuccess",
  "newestPipeline",
  "branchIsProtected",
  "pipeline",
  "protectedEnvironments",
];
export const writeMishaps = ["crash", "answer lost", "request lost"];

/** The store as an actor sees it: every operation is a step. */
export function gatedStore(
  store: MemoryStore,
  { cast, actor, isSafe = false, isSteady = () => false }: Gate,
): MemoryStore {
  return new Proxy(store, {
    get(target, name) {
      const operation: unknown = Reflect.get(target, name);
      if (typeof operation !== "function") return operation;
      return (...given: unknown[]) => {
        if (name === "note" && isSteady(given[0] as LedgerKey)) return operation.apply(target, given);
        const what = `${String(name)}${name === "commit" ? ` ${writesText(given[0] as readonly Write[])}` : keyText(given[0])}`;
        const mishaps = isSafe ? [] : name === "commit" ? writeMishaps : crash;
        return cast.step({ actor, what, mishaps }, async (way) => {
          if (way === "request lost") throw new StoreError("ambiguous", way);
          const answer: unknown = await operation.apply(target, given);
          if (way === "answer lost") throw new StoreError("ambiguous", way);
          return answer;
        });
      };
    },
  });
}

/** GitLab's answers as an actor gets them: every look is a step. Calls are left to the scene. */
export function gatedReads(reads: GitLab["reads"], { cast, actor, isSafe = false }: Gate): GitLab["reads"] {
  return new Proxy(reads, {
    get(target, name) {
      const look: unknown = Reflect.get(target, name);
      if (typeof look !== "function" || steady.includes(name)) return look;
      return (...given: unknown[]) =>
        cast.step({ actor, what: `GET ${String(name)}`, mishaps: isSafe ? [] : crash }, () =>
          look.apply(target, given),
        );
    },
  });
}

function keyText(key: unknown): string {
  if (typeof key !== "object" || key === null || !("scope" in key)) return "";
  return ` ${String(key.scope).split("#")[0]}`;
}

function writesText(writes: readonly Write[]): string {
  return writes
    .map((write) => {
      if ("put" in write) return write.put.state;
      if ("count" in write) return `${write.count.scope.split("#")[0]}${write.by > 0 ? "+" : ""}${write.by}`;
      if ("note" in write) return `note ${write.note.scope.split("#")[0]}`;
      return "unless" in write ? `unless ${write.unless.scope.split("#")[0]}` : "journal";
    })
    .join("+");
}
