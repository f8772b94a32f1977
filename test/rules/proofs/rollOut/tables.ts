import { zstdDecompressSync } from "node:zlib";
import type { Store } from "../../../../lib/core/ports.ts";
import type { Item } from "../../../../lib/store/items.ts";
import type { MemoryStore } from "../../../../lib/store/memory.ts";
import {
  headKey,
  packKey,
  readBeside,
  readBody,
  readHead,
  textKey,
  versionKey,
} from "../../../../lib/store/rulebookItem.ts";
import type { Turns } from "./turns.ts";

/** When a version became the active one. */
export interface Activation {
  readonly version: number;
  readonly at: number;
}

/** The tables as everybody reaches them: a turn before each request and before its answer. */
export function slowStore(
  store: MemoryStore,
  { turns, activations, isTorn }: { turns: Turns; activations: Activation[]; isTorn: boolean },
): Store {
  const slow =
    (call: (...given: never[]) => Promise<unknown>) =>
    async (...given: never[]) => {
      await turns.take();
      const answer = await call(...given);
      await turns.take();
      return answer;
    };
  const applied: Store["applyRulebook"] = async (...given) => {
    const version = await store.applyRulebook(...given);
    if (version !== undefined) activations.push({ version, at: turns.now() });
    return version;
  };
  const calls = Object.entries(store).filter(([, call]) => typeof call === "function");
  const all = Object.fromEntries(calls.map(([name, call]) => [name, slow(call)])) as unknown as Store;
  return {
    ...all,
    applyRulebook: slow(applied as never) as Store["applyRulebook"],
    rulebook: (source) => rulebookInPieces(store, source, { turns, isTorn }),
  };
}

/**
 * `Store.rulebook` as a database reads it: the head at one moment, what is beside it at another, the version itself at a
 * third. `isTorn` leaves out what keeps the pieces together.
 */
async function rulebookInPieces(
  { tables }: MemoryStore,
  source: string,
  { turns, isTorn }: { turns: Turns; isTorn: boolean },
): Promise<Awaited<ReturnType<Store["rulebook"]>>> {
  await turns.take();
  const item = tables.get("rules", source, headKey);
  await turns.take();
  if (!item) return undefined;
  const head = readHead(source, item);
  const beside = [textKey, packKey].map((key) => tables.get("rules", source, key)).filter((one) => one !== undefined);
  await turns.take();
  if (isTorn) return { version: head.version, hash: head.hash, rules: textIn(beside) };
  const known = readBeside(source, head, beside);
  if (known) return known;
  const body = tables.get("rules", source, versionKey(head.version));
  await turns.take();
  return readBody(source, head, body);
}

function textIn(beside: readonly Item[]): string {
  const { packed } = beside.find(({ version }) => version === textKey) ?? {};
  if (!(packed instanceof Uint8Array)) throw new Error("there is no text beside the head");
  return zstdDecompressSync(packed).toString("utf8");
}
