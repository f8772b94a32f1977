/**
 * Letters of other scripts, and other signs, that look like one of ASCII in usual fonts, beside those that NFKC makes the
 * same already (fullwidth and mathematical letters). Small letters; capitals by how their own form looks.
 * Source: own choice from unicode.org/Public/security/latest/confusables.txt (read 2026-11).
 */
const lookalikes: Readonly<Record<string, string>> = {
  a: "аАɑαΑᴀ",
  b: "ЬьВвΒβ",
  c: "сСςᴄ",
  d: "ԁԀɗᴅ",
  e: "еЕҽΕεє℮ᴇ",
  f: "ƒϜ",
  g: "ɡցԌ",
  h: "һҺНнΗհ",
  j: "јЈϳʝ",
  k: "кКΚκĸ",
  l: "і1I|iІӀӏΙιıɩƖɪ∣ℓ",
  m: "мМΜ",
  n: "ոпηΝ",
  o: "0оОοΟσօՕ٥०",
  p: "рРρΡ",
  q: "ԛԚգ",
  r: "гᴦ",
  s: "ѕЅʂ",
  t: "тТΤτ",
  u: "υսᴜʋ",
  v: "ѵѴνᴠ",
  w: "ԝԜѡωա",
  x: "хХχΧ×",
  y: "уУүҮγΥʏ",
  z: "ΖᴢƵ",
  "-": "‐‑‒–—―−﹣ー",
  "/": "∕⁄╱",
  ":": "ː∶։׃",
  ".": "․。·",
  "'": "‘’`´ʼʹ",
  '"': "“”„«»″",
};

const looks = new Map(Object.entries(lookalikes).flatMap(([as, all]) => Array.from(all, (one) => [one, as] as const)));

/** What is not seen: format characters, marks, and letters without a form. */
const unseen = /[\p{Cc}\p{Cf}\p{M}\u115F\u1160\u3164\uFFA0]/gu;

/** What a name looks like: names that are taken for each other have the same one. It is no name itself. */
function skeletonOf(name: string): string {
  const plain = name.normalize("NFKD").replaceAll(unseen, "").replace(/\s+/gu, " ").trim();
  return Array.from(plain, lookOf).join("").replaceAll("rn", "m").replaceAll("vv", "w");
}

function lookOf(letter: string): string {
  const small = letter.toLowerCase();
  return looks.get(letter) ?? looks.get(small) ?? small;
}

/** Whether one name is not the other, but may be taken for it: by letters that look alike, that are not seen, or by case. */
export function isConfusable(name: string, other: string): boolean {
  return name !== other && skeletonOf(name) === skeletonOf(other);
}

/** A letter that is not where only letters, digits and signs of ASCII are. */
export interface Strange {
  /** `U+0430`. */
  readonly codePoint: string;
  /** Itself, where it can be seen. */
  readonly letter?: string;
  /** What of ASCII it looks like. */
  readonly like?: string;
}

/** The first letter of a text that is no visible one of ASCII; `undefined`: there is none. */
export function strangeIn(text: string): Strange | undefined {
  const [letter] = /[^!-~]/u.exec(text) ?? [];
  return letter === undefined ? undefined : strangeOf(letter);
}

/** What to call a letter. */
export function strangeOf(letter: string): Strange {
  const codePoint = `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
  const isSeen = !/[\p{C}\p{M}\p{Z}\u115F\u1160\u3164\uFFA0]/u.test(letter);
  const small = looks.get(letter) ?? looks.get(letter.toLowerCase()) ?? letter.normalize("NFKC");
  const like = letter === letter.toLowerCase() ? small : small.toUpperCase();
  return { codePoint, ...(isSeen && { letter }), ...(isSeen && /^[!-~]$/.test(like) && { like }) };
}
