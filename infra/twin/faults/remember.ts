/**
 * Notes what a plain object, list, map or set holds, and all that it leads to, in circles too. Functions, bytes and what is
 * frozen do not change.
 *
 * @param apart what is left as it is, with all that only it leads to
 * @returns makes all of it hold the same again: things stay themselves, so whoever knows them sees them as they were
 */
export function remember(root: object, apart: readonly object[]): () => void {
  const known = new Set<object>(apart);
  const backs: (() => void)[] = [];
  const open: object[] = [root];
  for (let thing = open.pop(); thing; thing = open.pop()) {
    if (known.has(thing)) continue;
    known.add(thing);
    const held = heldBy(thing);
    if (!held) continue;
    backs.push(held.back);
    for (const one of held.leadsTo) if (typeof one === "object" && one !== null) open.push(one);
  }
  return () => {
    for (const back of backs) back();
  };
}

interface Held {
  readonly leadsTo: Iterable<unknown>;
  readonly back: () => void;
}

/** `undefined`: it is nothing that changes. */
function heldBy(thing: object): Held | undefined {
  if (Array.isArray(thing)) return ofList(thing);
  if (thing instanceof Map) return ofMap(thing);
  if (thing instanceof Set) return ofSet(thing);
  if (Object.getPrototypeOf(thing) !== Object.prototype || Object.isFrozen(thing)) return undefined;
  return ofFields(thing as Record<string, unknown>);
}

function ofList(list: unknown[]): Held {
  const rows = [...list];
  const back = () => {
    list.length = 0;
    for (const row of rows) list.push(row);
  };
  return { leadsTo: rows, back };
}

function ofMap(map: Map<unknown, unknown>): Held {
  const entries = [...map];
  const back = () => {
    map.clear();
    for (const [key, value] of entries) map.set(key, value);
  };
  return { leadsTo: entries.flat(), back };
}

function ofSet(set: Set<unknown>): Held {
  const things = [...set];
  const back = () => {
    set.clear();
    for (const thing of things) set.add(thing);
  };
  return { leadsTo: things, back };
}

/** What a thing works out only when it is asked is not asked for. */
function ofFields(thing: Record<string, unknown>): Held {
  const names = new Set(Object.keys(thing));
  const fields = Object.entries(Object.getOwnPropertyDescriptors(thing)).filter(([, { writable }]) => writable);
  const back = () => {
    for (const name of Object.keys(thing)) if (!names.has(name)) delete thing[name];
    for (const [name, { value }] of fields) thing[name] = value;
  };
  return { leadsTo: fields.map(([, { value }]) => value), back };
}
