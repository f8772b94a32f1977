/** What a log says to a terminal, as far as it matters to people: the rest (colours, titles, links) is left out. */
export type Token =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "newline" }
  | { readonly kind: "return" }
  /** `ESC[K`: to the line's end, or the line as a whole. */
  | { readonly kind: "erase"; readonly whole: boolean };

/** Tabs stay. The rest are C0 and C1 controls, and what turns the direction of a text or ends a line in some viewers. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const special = /[\0-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
/** How long a string such as a window's title may be, before it is text after all. */
const mostStringCharacters = 4096;
const mostParameters = 64;

type State = "ground" | "escape" | "charset" | "csi" | "string" | "stringEscape";

/**
 * Reads a text as tokens; it may be cut anywhere. Controls that are no codes of a terminal become `�`.
 * Source: ECMA-48, chapters 5.3 to 5.6.
 */
export function createTokens(): (text: string) => Token[] {
  let state: State = "ground";
  let parameters = "";
  let stringCharacters = 0;

  /** @returns how many characters were used; 0: the code is broken, and the character stands for itself */
  function inCode(char: string, push: (token: Token) => void): 0 | 1 {
    switch (state) {
      case "escape":
        return opened(char);
      case "charset":
        state = "ground";
        return isFinal(char, "0") ? 1 : 0;
      case "csi":
        return inControl(char, push);
      case "stringEscape":
        state = char === "\\" ? "ground" : "escape";
        return char === "\\" ? 1 : 0;
      default:
        return inString(char);
    }
  }

  function opened(char: string): 0 | 1 {
    [parameters, stringCharacters] = ["", 0];
    if (char === "[") state = "csi";
    else if (/[\]PX^_]/.test(char)) state = "string";
    else if (char >= " " && char <= "/") state = "charset";
    else if (char !== "\x1b") state = "ground";
    return state !== "ground" || isFinal(char, "0") ? 1 : 0;
  }

  function inControl(char: string, push: (token: Token) => void): 0 | 1 {
    if (char >= " " && char <= "?" && parameters.length < mostParameters) {
      parameters += char;
      return 1;
    }
    state = "ground";
    if (!isFinal(char, "@")) return 0;
    if (char === "K" && /^[02]?$/.test(parameters)) push({ kind: "erase", whole: parameters === "2" });
    return 1;
  }

  function inString(char: string): 0 | 1 {
    if (char === "\x1b") state = "stringEscape";
    else if (char === "\x07" || char === "\x9c") state = "ground";
    else if (char === "\n" || char === "\r" || ++stringCharacters > mostStringCharacters) {
      state = "ground";
      return 0;
    }
    return 1;
  }

  return (text) => {
    const tokens: Token[] = [];
    const push = (token: Token) => void tokens.push(token);
    let at = 0;
    while (at < text.length) {
      if (state !== "ground") {
        at += inCode(text.charAt(at), push);
        continue;
      }
      special.lastIndex = at;
      const found = special.exec(text)?.index ?? text.length;
      if (found > at) push({ kind: "text", text: text.slice(at, found) });
      if (found < text.length && text.charAt(found) === "\x1b") state = "escape";
      else if (found < text.length) push(control(text.charAt(found)));
      at = found + 1;
    }
    return tokens;
  };
}

function control(char: string): Token {
  if (char === "\n") return { kind: "newline" };
  return char === "\r" ? { kind: "return" } : { kind: "text", text: "\ufffd" };
}

function isFinal(char: string, first: "0" | "@"): boolean {
  return char >= first && char <= "~";
}
