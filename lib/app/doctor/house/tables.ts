import type { Diagnosis } from "../../../core/diagnosis.ts";
import type { SeenTable, TableLooks } from "../../../core/inAws.ts";
import { found, isUnseen, type Seen } from "../../../core/seen.ts";
import { type Known, remedyOf, teller } from "../known.ts";

/** What `doctor` may say of tables and their streams. */
export const tablesKnown = {
  tableFits: { area: "tables", level: "well", what: "A table is as it must be." },
  tableUnseen: {
    area: "tables",
    level: "unknown",
    what: "A table could not be looked at.",
    cure: "allow the action that is named, and ask again",
  },
  tablePartUnseen: {
    area: "tables",
    level: "unknown",
    what: "A property of a table could not be looked at.",
    cure: "allow the action that is named, and ask again",
  },
  tableMissing: {
    area: "tables",
    level: "broken",
    what: "A table is not there: nothing can be written.",
    cure: "deploy (npx osls deploy); or look at the stage, AWS_REGION and PENSTOCK_TABLE_PREFIX",
  },
  tableState: {
    area: "tables",
    level: "broken",
    what: "A table is not active: it is being made, deleted, or its key cannot be used.",
    cure: "wait while it is CREATING or UPDATING; else look at it in the DynamoDB console",
  },
  tableKey: {
    area: "tables",
    level: "broken",
    what: "A table has another key than Penstock writes: it is another program's, or of another version.",
    cure: "give this deployment tables of its own: another stage or PENSTOCK_TABLE_PREFIX",
  },
  indexMissing: {
    area: "tables",
    level: "broken",
    what: "A table lacks its index (or it has another key): what is due, or a job's journal, is not found.",
    cure: "deploy again (npx osls deploy): it adds the index",
  },
  indexFilling: {
    area: "tables",
    level: "warning",
    what: "A table's index is still being filled: what is due may be found late.",
    cure: "wait until it is ACTIVE",
  },
  expiryOff: {
    area: "tables",
    level: "warning",
    what: "A table forgets nothing (time to live is off, or by another attribute): it grows, and costs, for ever.",
    cure: "switch on its time to live, by the attribute expires",
    isMendable: true,
  },
  notRestorable: {
    area: "tables",
    level: "warning",
    what: "Point-in-time recovery is off: what is lost is lost.",
    cure: "switch it on",
    isMendable: true,
  },
  unprotected: {
    area: "tables",
    level: "warning",
    what: "Deletion protection is off: one wrong click deletes the table.",
    cure: "switch it on",
    isMendable: true,
  },
  streamFits: { area: "streams", level: "well", what: "A table's stream carries what the functions read." },
  streamOff: {
    area: "streams",
    level: "broken",
    what: "A table's stream is off: what may act at once waits for tick's minute, and chat is not woken.",
    cure: "deploy again (npx osls deploy): it switches the stream on",
  },
  streamView: {
    area: "streams",
    level: "broken",
    what: "A table's stream carries another view than the functions read, and so wakes nobody.",
    cure: "switch the stream off in the DynamoDB console, then deploy again: a stream's view cannot be changed",
  },
} as const satisfies Readonly<Record<string, Known>>;

const tell = teller(tablesKnown);

/** A table as it must be. */
interface Shape {
  readonly keys: readonly string[];
  readonly index?: { readonly name: string; readonly keys: readonly string[] };
  readonly forgets: boolean;
  readonly streams?: string;
}

/** Tables as the doctor finds them. */
export interface TablesPatient {
  readonly looks: TableLooks;
  readonly prefix: string;
  /** By their names without the prefix. */
  readonly shapes: Readonly<Record<string, Shape>>;
  /** In AWS somebody reads their streams, and they must outlive mistakes. */
  readonly isDeployed: boolean;
}

/** How the tables and their streams are. */
export async function examineTables(patient: TablesPatient): Promise<readonly Diagnosis[]> {
  const all = Object.entries(patient.shapes).map(async ([short, shape]) => {
    const name = `${patient.prefix}${short}`;
    return tableDiagnoses(name, shape, await patient.looks.table(name), patient);
  });
  return (await Promise.all(all)).flat();
}

function tableDiagnoses(
  name: string,
  shape: Shape,
  seen: Seen<SeenTable>,
  { looks, isDeployed }: TablesPatient,
): readonly Diagnosis[] {
  const about = `table ${name}`;
  if (isUnseen(seen)) return [tell("tableUnseen", about, `${seen.unseen}.`, { cure: seen.cure })];
  const table = found(seen);
  if (!table) return [tell("tableMissing", about, "It is not there.")];
  if (table.keys.join() !== shape.keys.join())
    return [tell("tableKey", about, `Its key is ${table.keys.join(", ")}, not ${shape.keys.join(", ")}.`)];
  const faults = [
    ...(table.state === "ACTIVE" ? [] : [tell("tableState", about, `It is ${table.state}.`)]),
    ...indexFaults(about, table, shape),
    ...(shape.forgets ? expiryFaults(name, table, looks) : []),
    ...(isDeployed ? keepingFaults(name, table, looks) : []),
  ];
  const fits = faults.length === 0 ? [tell("tableFits", about, "It is as it must be.")] : faults;
  return isDeployed && shape.streams !== undefined
    ? [...fits, streamDiagnosis(about, table.streams, shape.streams)]
    : fits;
}

function indexFaults(about: string, { indexes }: SeenTable, { index }: Shape): readonly Diagnosis[] {
  if (!index) return [];
  const there = indexes.find(({ name }) => name === index.name);
  if (!there) return [tell("indexMissing", about, `It has no index ${index.name}.`)];
  if (there.keys.join() !== index.keys.join())
    return [
      tell(
        "indexMissing",
        about,
        `Its index ${index.name} has the key ${there.keys.join(", ")}, not ${index.keys.join(", ")}.`,
      ),
    ];
  return there.state === "ACTIVE" ? [] : [tell("indexFilling", about, `Its index ${index.name} is ${there.state}.`)];
}

function expiryFaults(name: string, { forgetsBy }: SeenTable, looks: TableLooks): readonly Diagnosis[] {
  const about = `table ${name}`;
  if (isUnseen(forgetsBy)) return [tell("tablePartUnseen", about, `${forgetsBy.unseen}.`, { cure: forgetsBy.cure })];
  const by = found(forgetsBy);
  if (by === "expires") return [];
  if (by !== undefined)
    return [
      tell("expiryOff", about, `It forgets by ${by}, not by expires.`, {
        cure: `switch off its time to live by ${by}, then on by expires`,
      }),
    ];
  const remedy = remedyOf(`switch on the time to live of ${name}`, () => looks.forget(name));
  return [tell("expiryOff", about, "Its time to live is off.", { remedy })];
}

function keepingFaults(
  name: string,
  { isRestorable, isProtected }: SeenTable,
  looks: TableLooks,
): readonly Diagnosis[] {
  const about = `table ${name}`;
  const restore = remedyOf(`switch on point-in-time recovery of ${name}`, () => looks.makeRestorable(name));
  const protect = remedyOf(`switch on deletion protection of ${name}`, () => looks.protect(name));
  return [
    ...(isUnseen(isRestorable)
      ? [tell("tablePartUnseen", about, `${isRestorable.unseen}.`, { cure: isRestorable.cure })]
      : found(isRestorable)
        ? []
        : [tell("notRestorable", about, "Its point-in-time recovery is off.", { remedy: restore })]),
    ...(isProtected ? [] : [tell("unprotected", about, "Its deletion protection is off.", { remedy: protect })]),
  ];
}

function streamDiagnosis(about: string, streams: string | undefined, wanted: string): Diagnosis {
  const stream = `stream of ${about}`;
  if (streams === undefined) return tell("streamOff", stream, "It is off.");
  if (streams !== wanted) return tell("streamView", stream, `It carries ${streams}, not ${wanted}.`);
  return tell("streamFits", stream, `It carries ${streams}.`);
}
