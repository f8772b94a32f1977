import type {
  Directive,
  Document,
  FieldNode,
  Fragment,
  Literal,
  Operation,
  Selection,
  VariableDefinition,
} from "./document.ts";
import { GraphqlSyntaxError, lex, type Token } from "./lex.ts";

/** Reads the tokens one by one. */
interface Reader {
  peek(): Token;
  next(): Token;
  /** Takes the token if it is next. */
  takes(text: string): boolean;
  /** @throws GraphqlSyntaxError when another one is next */
  expect(text: string): Token;
  name(): string;
}

/** @throws GraphqlSyntaxError */
export function parse(text: string): Document {
  const reader = readerOf(lex(text));
  const operations: Operation[] = [];
  const fragments = new Map<string, Fragment>();
  while (reader.peek().kind !== "end") {
    if (reader.peek().text !== "fragment") operations.push(operation(reader));
    else {
      const found = fragment(reader);
      fragments.set(found.name, found);
    }
  }
  return { operations, fragments };
}

function readerOf(tokens: readonly Token[]): Reader {
  let index = 0;
  const end: Token = tokens.at(-1) ?? { kind: "end", text: "", at: { line: 1, column: 1 } };
  const peek = () => tokens[index] ?? end;
  const next = () => tokens[index++] ?? end;
  const fail = (wanted: string): never => {
    const { kind, text, at } = peek();
    const actual = kind === "end" ? "Unexpected end of document" : `actual: ${kind.toUpperCase()} ("${text}")`;
    throw new GraphqlSyntaxError(`Expected ${wanted}, ${actual} at [${at.line}, ${at.column}]`, at);
  };
  const isNext = (text: string) => peek().text === text && peek().kind !== "string";
  return {
    peek,
    next,
    takes: (text) => isNext(text) && next() !== undefined,
    expect: (text) => (isNext(text) ? next() : fail(`"${text}"`)),
    name: () => (peek().kind === "name" ? next().text : fail("NAME")),
  };
}

function operation(reader: Reader): Operation {
  const { text, at, kind: form } = reader.peek();
  if (text === "{") return { kind: "query", name: null, variables: [], selections: selections(reader), at };
  if (text !== "query" && text !== "mutation" && text !== "subscription")
    throw new GraphqlSyntaxError(`Expected a definition, actual: ${form.toUpperCase()} ("${text}")`, at);
  reader.next();
  const name = reader.peek().kind === "name" ? reader.name() : null;
  const variables: VariableDefinition[] = [];
  if (reader.takes("(")) while (!reader.takes(")")) variables.push(variableDefinition(reader));
  directives(reader);
  return { kind: text, name, variables, selections: selections(reader), at };
}

function variableDefinition(reader: Reader): VariableDefinition {
  const { at } = reader.expect("$");
  const name = reader.name();
  reader.expect(":");
  const type = typeText(reader);
  return { name, type, byDefault: reader.takes("=") ? literal(reader) : null, at };
}

function typeText(reader: Reader): string {
  let text = "";
  if (reader.takes("[")) {
    text = `[${typeText(reader)}]`;
    reader.expect("]");
  } else text = reader.name();
  return reader.takes("!") ? `${text}!` : text;
}

function fragment(reader: Reader): Fragment {
  reader.next();
  const name = reader.name();
  reader.expect("on");
  const on = reader.name();
  directives(reader);
  return { name, on, selections: selections(reader) };
}

function selections(reader: Reader): Selection[] {
  reader.expect("{");
  const found: Selection[] = [];
  do found.push(selection(reader));
  while (!reader.takes("}"));
  return found;
}

function selection(reader: Reader): Selection {
  const { at } = reader.peek();
  if (!reader.takes("...")) return field(reader);
  if (reader.peek().kind === "name" && reader.peek().text !== "on")
    return { kind: "spread", name: reader.name(), directives: directives(reader), at };
  const on = reader.takes("on") ? reader.name() : null;
  return { kind: "inline", on, directives: directives(reader), selections: selections(reader) };
}

function field(reader: Reader): FieldNode {
  const { at } = reader.peek();
  const alias = reader.name();
  const name = reader.takes(":") ? reader.name() : alias;
  const args = argumentsOf(reader);
  const marks = directives(reader);
  const inner = reader.peek().text === "{" ? selections(reader) : null;
  return { kind: "field", name, alias, args, directives: marks, selections: inner, at };
}

function directives(reader: Reader): Directive[] {
  const found: Directive[] = [];
  while (reader.takes("@")) found.push({ name: reader.name(), args: argumentsOf(reader) });
  return found;
}

function argumentsOf(reader: Reader): Map<string, Literal> {
  return reader.takes("(") ? namedUntil(reader, ")") : new Map();
}

function namedUntil(reader: Reader, end: string): Map<string, Literal> {
  const found = new Map<string, Literal>();
  while (!reader.takes(end)) {
    const name = reader.name();
    reader.expect(":");
    found.set(name, literal(reader));
  }
  return found;
}

function literal(reader: Reader): Literal {
  const { kind, text, at } = reader.peek();
  if (kind === "punctuator") return compound(reader);
  reader.next();
  if (kind === "string") return { kind: "value", value: text };
  if (kind === "number") return { kind: "value", value: Number(text) };
  if (kind === "end") throw new GraphqlSyntaxError("Unexpected end of document", at);
  if (text === "null") return { kind: "value", value: null };
  return text === "true" || text === "false" ? { kind: "value", value: text === "true" } : { kind: "enum", name: text };
}

function compound(reader: Reader): Literal {
  const { at } = reader.peek();
  if (reader.takes("{")) return { kind: "object", fields: namedUntil(reader, "}") };
  if (reader.takes("[")) {
    const items: Literal[] = [];
    while (!reader.takes("]")) items.push(literal(reader));
    return { kind: "list", items };
  }
  reader.expect("$");
  return { kind: "variable", name: reader.name(), at };
}
