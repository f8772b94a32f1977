/**
 * What `each` makes of every item, in their order, at most `most` at a time.
 *
 * @throws what the first of them threw, once those under way have ended
 */
export async function someAtOnce<T, R>(items: readonly T[], most: number, each: (item: T) => Promise<R>): Promise<R[]> {
  const made: R[] = [];
  const rest = items.entries();
  let failed: { readonly error: unknown } | undefined;
  async function lane(): Promise<void> {
    for (const [at, item] of rest) {
      if (failed) return;
      try {
        made[at] = await each(item);
      } catch (error) {
        failed ??= { error };
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, lane));
  if (failed) throw failed.error;
  return made;
}
