import { type Args, FieldError, type Fields, fieldsOf } from "./schema.ts";

const mostPerPage = 100;

/** One page of a list. */
interface Connection {
  readonly nodes: readonly unknown[];
  readonly first: number;
  readonly count: number;
}

/** Of every list that has pages. */
export const pageArgs = { first: "Int", after: "String", last: "Int", before: "String" };

/** The page that is asked for, from the start of the list: 100 at most. */
export function pageOf(rows: readonly unknown[], { first, after }: Args): Connection {
  const start = typeof after === "string" && after !== "" ? placeOf(after) + 1 : 0;
  const size = Math.min(typeof first === "number" ? first : mostPerPage, mostPerPage);
  return { nodes: rows.slice(start, start + size), first: start, count: rows.length };
}

/** The types of a list of a type: `CiJobConnection`, `CiJobEdge`. */
export function connectionTypes(type: string): Readonly<Record<string, Fields>> {
  const connection = fieldsOf<Connection>({
    nodes: [`[${type}]`, ({ nodes }) => nodes],
    edges: [
      `[${type}Edge]`,
      ({ nodes, first }) => nodes.map((node, index) => ({ node, cursor: cursorOf(first + index) })),
    ],
    pageInfo: ["PageInfo!", (page) => page],
    count: [
      "Int",
      ({ count }, { limit }) => Math.min(count, typeof limit === "number" ? limit + 1 : count),
      { limit: "Int" },
    ],
  });
  const edge = fieldsOf<{ node: unknown; cursor: string }>({
    node: [type, ({ node }) => node],
    cursor: ["String!", ({ cursor }) => cursor],
  });
  return { [`${type}Connection`]: connection, [`${type}Edge`]: edge };
}

export const pageInfo = fieldsOf<Connection>({
  hasNextPage: ["Boolean!", ({ nodes, first, count }) => first + nodes.length < count],
  hasPreviousPage: ["Boolean!", ({ first }) => first > 0],
  startCursor: ["String", ({ nodes, first }) => (nodes.length > 0 ? cursorOf(first) : null)],
  endCursor: ["String", ({ nodes, first }) => (nodes.length > 0 ? cursorOf(first + nodes.length - 1) : null)],
});

function cursorOf(index: number): string {
  return Buffer.from(String(index + 1)).toString("base64url");
}

function placeOf(cursor: string): number {
  const place = Number(Buffer.from(cursor, "base64url").toString());
  if (!Number.isInteger(place) || place < 1) throw new FieldError("Please provide a valid cursor");
  return place - 1;
}
