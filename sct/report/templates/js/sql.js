// A small SQL tokenizer for colours. It decides nothing; where it errs, a word has the wrong colour.
const KEYWORDS = new Set(`add all alter and any array as asc atomic authid autonomous_transaction before after begin between body bulk by call
case cast check close collect column comment commit connect constant constraint create cross current cursor cycle declare default deferrable
definer delete desc deterministic diagnostics disable distinct do domain drop dynamic each else elsif elseif end escape except exception
exceptions exec execute exists exit extension external false fetch first following for forall foreign found from full function generated get
global go goto grant group having identity if ignore immediate in increment index inner inout insert instead intersect interval into invoker
is join key keep language last lateral leave left level like limit lock locked loop materialized match maxvalue merge minus minvalue model
mode modify natural new next no nocache nocopy nologging not notice null nulls of off offset old on only open option or order others out
outer over package partition path perform pipe pipelined plpgsql pragma preceding primary print prior procedure public query raise range
read record recursive reference references referencing refresh rename replace return returning returns reverse revoke right rollback row
rowcount rownum rows rowtype savepoint schema search_path security select sequence session set share siblings start statement static
storage strict subtype synonym sysdate table tablespace temporary temp then to top transaction trigger true truncate type unbounded under union
unique until update using value values varray view volatile when where while window with within without zone bigint binary bit blob bool
boolean bytea char character clob date datetime decimal double float int integer json jsonb long money nchar nclob number numeric nvarchar
nvarchar2 pls_integer precision raw real serial smallint text time timestamp timestamptz tinyint uuid varbinary varchar varchar2 xml`
  .split(/\s+/));
const WORD = /[\p{L}_][\p{L}\p{N}_$#]*/yu;
const NUMBER = /\d[\d.]*(?:[eE][+-]?\d+)?/y;
const DOLLAR = /\$[\p{L}_]?[\p{L}\p{N}_]*\$/yu;
const SPACE = /\s+/y;
const Q_CLOSE = { "[": "]", "(": ")", "{": "}", "<": ">" };

function closing(text, from, mark) {
  const end = text.indexOf(mark, from);
  return end < 0 ? text.length : end + mark.length;
}

// Where a quoted token ends when its quote is doubled inside.
function quotedEnd(text, from, quote) {
  let at = from;
  for (;;) {
    at = text.indexOf(quote, at);
    if (at < 0) return text.length;
    if (text[at + 1] !== quote) return at + 1;
    at += 2;
  }
}

function matchAt(pattern, text, at) {
  pattern.lastIndex = at;
  const found = pattern.exec(text);
  return found ? at + found[0].length : 0;
}

// [class, start, end] for the token at a place. Classes: c comment, s string, n number, k keyword, i name, q quoted name, o other.
function tokenAt(text, at, brackets) {
  const char = text[at], next = text[at + 1];
  let end;
  if ((end = matchAt(SPACE, text, at))) return ["", at, end];
  if (char === "-" && next === "-") return ["c", at, closing(text, at, "\n") - (text.indexOf("\n", at) < 0 ? 0 : 1)];
  if (char === "/" && next === "*") return ["c", at, closing(text, at + 2, "*/")];
  if ((char === "q" || char === "Q") && next === "'" && at + 2 < text.length) {
    return ["s", at, closing(text, at + 3, (Q_CLOSE[text[at + 2]] || text[at + 2]) + "'")];
  }
  if (char === "'") return ["s", at, quotedEnd(text, at + 1, "'")];
  if (char === "\"" || char === "`") return ["q", at, quotedEnd(text, at + 1, char)];
  if (char === "[" && brackets) return ["q", at, quotedEnd(text, at + 1, "]")];
  if (char === "$" && (end = matchAt(DOLLAR, text, at))) return ["c", at, end];
  if ((end = matchAt(WORD, text, at))) return [KEYWORDS.has(text.slice(at, end).toLowerCase()) ? "k" : "i", at, end];
  if ((end = matchAt(NUMBER, text, at))) return ["n", at, end];
  return ["o", at, at + 1];
}

// Tokens of each line: [[class, text], ...]. A chain of names with dots is one token of class i.
function highlight(lines, brackets) {
  const text = lines.join("\n");
  const out = [[]];
  const put = (kind, from, to) => {
    text.slice(from, to).split("\n").forEach((part, index) => {
      if (index) out.push([]);
      if (part) out.at(-1).push([kind, part]);
    });
  };
  for (let at = 0; at < text.length;) {
    let [kind, from, end] = tokenAt(text, at, brackets);
    while ((kind === "i" || kind === "q") && text[end] === "." && end + 1 < text.length) {
      const [after, , to] = tokenAt(text, end + 1, brackets);
      if (after !== "i" && after !== "q" && after !== "k") break;
      end = to;
      kind = "i";
    }
    put(kind, from, end);
    at = end;
  }
  return out;
}
