// A model's answer that is to be one JSON value.

const FENCED = /^```(?:json)?[ \t]*\r?\n([\s\S]*?)\r?\n?```$/i;

/** The JSON value that a text is, in a fenced block or bare. Throws SyntaxError for anything else; nothing is searched for. */
export function jsonIn(text: string): unknown {
  const bare = text.trim();
  return JSON.parse(FENCED.exec(bare)?.[1] ?? bare);
}
