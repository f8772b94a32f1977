import type { Sink } from "../../lib/gitlab/http/sink.ts";

/** A sink that keeps what came, for small downloads. */
export function memory(): Sink & { readonly bytes: number; whole(): Uint8Array; text(): string } {
  let kept = Buffer.alloc(0);
  return {
    write: async (piece) => {
      kept = Buffer.concat([kept, piece]);
    },
    get bytes() {
      return kept.length;
    },
    whole: () => kept,
    text: () => kept.toString(),
  };
}
