import { createHash } from "node:crypto";

/** Makes ids in Mattermost's form, 26 small letters and digits: the same ones in the same order for the same seed. */
export function idMaker(seed: string): () => string {
  let count = 0;
  return () => {
    const digest = createHash("sha256").update(`${seed}/${++count}`).digest();
    return Array.from(digest.subarray(0, 26), (byte) => letters[byte % 32]).join("");
  };
}

/** Source: github.com/mattermost/mattermost, server/public/model/utils.go, `NewId` (read 2026-11). */
const letters = "ybndrfg8ejkmcpqxot1uwisza345h769";
