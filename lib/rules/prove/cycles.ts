/** Where a step may lead from a place. */
type Next = (from: number) => Iterable<number>;

/**
 * The shortest way from one place to another, both named; from a place to itself it goes round once. `undefined`: there is
 * none.
 */
export function shortestWay(from: number, to: number, next: Next): readonly number[] | undefined {
  const before = new Map<number, number>();
  const queue = [from];
  for (const place of queue)
    for (const one of next(place)) {
      if (before.has(one)) continue;
      before.set(one, place);
      if (one === to) return wayBack(from, to, before);
      queue.push(one);
    }
  return undefined;
}

function wayBack(from: number, to: number, before: ReadonlyMap<number, number>): readonly number[] {
  const way = [to];
  for (let at = before.get(to); at !== undefined; at = at === from ? undefined : before.get(at)) way.push(at);
  return way.reverse();
}

/** The sets of places that all lead to each other, each of two at least, or of one that leads to itself. */
export function circlesOf(count: number, next: Next): readonly (readonly number[])[] {
  const edges = Array.from({ length: count }, (_, from) => [...next(from)]);
  const back: number[][] = edges.map(() => []);
  for (const [from, list] of edges.entries()) for (const to of list) back[to]?.push(from);
  const seen = new Set<number>();
  const ended = edges.flatMap((_, root) => reached(root, edges, seen));
  const assigned = new Set<number>();
  return ended
    .toReversed()
    .map((root) => reached(root, back, assigned).toSorted((one, other) => one - other))
    .filter(([first = -1, ...others]) => others.length > 0 || edges[first]?.includes(first));
}

/** What is reached from a place and was not seen before, each when all behind it is. */
function reached(root: number, edges: readonly (readonly number[])[], seen: Set<number>): number[] {
  const order: number[] = [];
  const path: { readonly place: number; at: number }[] = [];
  const enter = (place: number) => {
    if (seen.has(place)) return;
    seen.add(place);
    path.push({ place, at: 0 });
  };
  enter(root);
  for (let here = path.at(-1); here; here = path.at(-1)) {
    const onward = edges[here.place]?.[here.at++];
    if (onward === undefined) order.push(path.pop()?.place ?? -1);
    else enter(onward);
  }
  return order;
}
