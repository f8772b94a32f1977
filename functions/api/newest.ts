/** A function's answer may have 6 MB. Source: docs.aws.amazon.com/lambda, "Lambda quotas" (read 2026-11). */
const mostBytes = 4 * 1024 * 1024;

/**
 * As many of a list as were wanted and one answer can hold, the newest of them.
 *
 * @param list newest first, one more than was wanted where there are more
 */
export function newestOf<T>(list: readonly T[], wanted: number): { readonly kept: T[]; readonly more: boolean } {
  let bytes = 0;
  const tooMany = list.findIndex((one, at) => {
    bytes += Buffer.byteLength(JSON.stringify(one));
    return at === wanted || (at > 0 && bytes > mostBytes);
  });
  return tooMany < 0 ? { kept: [...list], more: false } : { kept: list.slice(0, tooMany), more: true };
}
