/** How many bytes a text takes as JSON in UTF-8, its quotes included. */
export function jsonBytes(text: string): number {
  let bytes = 2;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0xd800 && code <= 0xdfff) {
      const isPair = code <= 0xdbff && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00;
      bytes += isPair ? 4 : 6;
      if (isPair) at++;
    } else bytes += letterBytes(code);
  }
  return bytes;
}

const short = new Set([...'\b\t\n\f\r"\\'].map((letter) => letter.charCodeAt(0)));

function letterBytes(code: number): number {
  if (short.has(code)) return 2;
  if (code < 0x20) return 6;
  if (code < 0x80) return 1;
  return code < 0x800 ? 2 : 3;
}

/** A text, or the beginning of it that takes at most so many bytes as JSON; half a letter is never left. */
export function clipped(text: string, mostBytes: number): string {
  if (jsonBytes(text) <= mostBytes) return text;
  let kept = "";
  let bytes = jsonBytes("…");
  for (const letter of text) {
    bytes += jsonBytes(letter) - 2;
    if (bytes > mostBytes) break;
    kept += letter;
  }
  return `${kept}…`;
}
