import { StoreError } from "../../core/errors.ts";
import { hookScope } from "../../core/hooked.ts";
import type { Store } from "../../core/ports.ts";
import { type HookNote, type HookPlace, placeName, readHookNote, readHookPlace } from "./hookNote.ts";

/** A source's notes about hooks as one run sees and changes them. Two runs at once never overwrite each other. */
export interface HookBook {
  readonly place: HookPlace;
  get(key: string): HookNote | undefined;
  keys(): readonly string[];
  /**
   * Writes what has changed, if nobody else wrote meanwhile.
   *
   * @returns `unsure`: it may have been written
   * @throws StoreError `unavailable` where nothing can be written at all
   */
  put(key: string, note: HookNote): Promise<"written" | "lost" | "unsure">;
  drop(key: string): Promise<void>;
  putPlace(place: HookPlace): Promise<void>;
}

type Desk = Pick<Store, "notes" | "putNote" | "commit">;

/** @throws StoreError */
export async function openHookBook(source: string, store: Desk): Promise<HookBook> {
  const scope = hookScope(source);
  const texts = new Map((await store.notes(scope)).map(({ key, value }) => [key, value]));

  async function write(key: string, text: string): Promise<"written" | "lost" | "unsure"> {
    if (texts.get(key) === text) return "written";
    const ended = await settled(() => store.putNote({ scope, key }, text, texts.get(key)));
    if (ended === "written") texts.set(key, text);
    return ended;
  }

  return {
    place: readHookPlace(texts.get(placeName)),
    get: (key) => readHookNote(texts.get(key)),
    keys: () => [...texts.keys()].filter((key) => key !== placeName),
    put: (key, note) => write(key, JSON.stringify(note)),
    async drop(key) {
      const seen = texts.get(key);
      if (seen === undefined) return;
      await settled(async () => (await store.commit([{ drop: { scope, key }, seen }])) === "written");
      texts.delete(key);
    },
    async putPlace(place) {
      await write(placeName, JSON.stringify(place));
    },
  };
}

async function settled(write: () => Promise<boolean>): Promise<"written" | "lost" | "unsure"> {
  try {
    return (await write()) ? "written" : "lost";
  } catch (error) {
    if (!(error instanceof StoreError) || error.code === "unavailable") throw error;
    return error.code === "ambiguous" ? "unsure" : "lost";
  }
}
