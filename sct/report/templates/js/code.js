// Source and target side by side, line by line, with findings at their lines.
const BLOCK = 50;
let codeMode = window.matchMedia("(max-width: 760px)").matches ? "stack" : "both";
let aligned = true;

const isBracketed = (engine) => ["sqlserver", "sybase", "babelfish"].includes(engine);

// What one side shows: its lines as tokens, findings by line, marks by line.
function sideOf(object, side, span) {
  const text = span && linesOf(side, span);
  if (!text) return null;
  const marks = new Map(), notes = new Map();
  for (const index of object.findings) {
    const at = findings[index][side];
    if (!at || at.file !== span.file) continue;
    const first = at.line - text.first, last = at.endLine - text.first;
    if (first < 0 || first >= text.lines.length) continue;
    notes.set(first, [...(notes.get(first) || []), index]);
    for (let line = first; line <= Math.min(last, text.lines.length - 1); line++) {
      const shift = line === 0 ? text.shift : 0, full = text.lines[line];
      const from = line === first && first === last ? Math.max(0, unit(full, at.column - shift)) : 0;
      const to = first === last ? Math.max(from, unit(full, at.endColumn - shift)) : 0;
      marks.set(line, [...(marks.get(line) || []), { from, to, index }]);
    }
  }
  return { ...text, tokens: highlight(text.lines, isBracketed(side === "source" ? data.source : data.target)), marks, notes, span };
}

function resolveName(text, object) {
  const parts = text.toLowerCase().replaceAll("\"", "").replaceAll("[", "").replaceAll("]", "").replaceAll("`", "").split(".");
  const near = data.schemas[object.schema].toLowerCase();
  for (let length = parts.length; length > 0; length--) {
    const name = parts.slice(0, length).join(".");
    for (const full of length > 1 ? [name, near + "." + name] : [near + "." + name]) {
      const found = byLower.get(full);
      const related = found && (object.needs.includes(found.index) || object.usedBy.includes(found.index));
      if (found && found !== object && (related || length > 1)) return found;
    }
  }
  return null;
}

function tokenNode(kind, text, object) {
  if (kind === "i" || kind === "q") {
    const other = resolveName(text, object);
    if (other) return el("a", { class: "i", href: linkOf(other), title: `${other.label}: ${other.kindName}, ${other.fidelity}` }, text);
  }
  return kind && kind !== "i" ? el("span", { class: kind }, text) : document.createTextNode(plain(text));
}

// A line's nodes: tokens, cut where a mark starts or ends.
function lineNodes(tokens, marks, object) {
  const spots = (marks || []).filter((mark) => mark.to > mark.from).sort((a, b) => a.from - b.from);
  const nodes = [];
  let at = 0;
  for (const [kind, text] of tokens) {
    const end = at + text.length;
    const cuts = [...new Set([at, end, ...spots.flatMap((mark) => [mark.from, mark.to]).filter((cut) => cut > at && cut < end)])].sort((a, b) => a - b);
    for (let i = 0; i + 1 < cuts.length; i++) {
      const piece = tokenNode(kind, text.slice(cuts[i] - at, cuts[i + 1] - at), object);
      const mark = spots.find((one) => one.from <= cuts[i] && one.to >= cuts[i + 1]);
      nodes.push(mark ? el("mark", { class: "f-" + findings[mark.index].fidelity, "data-f": mark.index }, piece) : piece);
    }
    at = end;
  }
  return nodes;
}

function cells(side, line, object) {
  if (!side || line < 0) return [el("div", { class: "ln" }), el("div", { class: side ? "tx gap" : "tx" })];
  const marks = side.marks.get(line);
  const worst = marks ? Math.min(...marks.map((mark) => findings[mark.index].rank)) : -1;
  const long = side.lines[line].length > texts().maxLine;
  return [
    el("div", { class: worst >= 0 ? "ln in f-" + data.fidelities[worst] : "ln" }, side.first + line),
    el("div", { class: "tx" }, lineNodes(side.tokens[line], marks, object), long && el("span", { class: "c" }, " \u2026 (the line goes on)")),
  ];
}

function noteNode(index) {
  const finding = findings[index];
  return el("div", { class: "note f-" + finding.fidelity, "data-f": index, id: "f-" + index },
    el("span", { class: "badge f-" + finding.fidelity }, finding.name), finding.message);
}

// Notes stand under their source line; those without one in sight, under their target line.
function notesUnder(source, line, target, other, done) {
  const due = [...((line >= 0 && source && source.notes.get(line)) || []), ...((other >= 0 && target && target.notes.get(other)) || [])];
  return due.filter((index) => !done.has(index) && done.add(index)).map(noteNode);
}

function rowsOf(source, target, pairs, object) {
  const done = new Set();
  // A note belongs to its source line when there is one, even when the target's line comes first.
  const inSource = new Set(source ? [...source.notes.values()].flat() : []);
  const targetOnly = target && { ...target, notes: new Map([...target.notes].map(([line, list]) => [line, list.filter((i) => !inSource.has(i))])) };
  const blocks = [];
  pairs.forEach(([left, right], at) => {
    if (at % BLOCK === 0) blocks.push(el("div", { class: "block" }));
    const both = codeMode === "both";
    blocks.at(-1).append(el("div", { class: "row" },
      (both || source) && cells(source, left, object), (both || !source) && cells(target, right, object)),
      ...notesUnder(source, left, targetOnly, right, done));
  });
  return blocks;
}

function tiesOf(object, source, target) {
  const ties = new Map();
  const tie = (from, to, weight) => {
    const i = from - source.first, j = to - target.first;
    if (i >= 0 && j >= 0) ties.set(i, [j, weight]);
  };
  for (const index of object.findings) {
    const { source: from, target: to } = findings[index];
    if (from && to && from.file === source.span.file && to.file === target.span.file) tie(from.line, to.line, 1.5);
  }
  for (const [from, to] of texts().anchors.get(object.index) || []) tie(from, to, 3);
  return ties;
}

function title(side, span, name) {
  const text = span ? `${span.file}:${span.line}\u2013${span.endLine}` : "nothing written";
  return el("div", { title: span ? where(span) : "" }, el("b", {}, name), "  ", side || !span ? text : text + " (text not in this report)");
}

function missing(side) {
  return side && side.missing > 0 && el("div", { class: "more" },
    `${plural(side.missing, "more line")} in ${side.span.file}, up to line ${side.span.endLine}.`);
}

// The code of an object; called again when the mode changes.
function codeView(object) {
  const source = sideOf(object, "source", object.source), target = sideOf(object, "target", object.target);
  const all = (side) => side.lines.map((_, line) => line);
  const heads = { source: () => title(source, object.source, data.source), target: () => title(target, object.target, data.target) };
  const single = (side, name) => el("div", { class: "diff one" }, el("div", { class: "diff-head" }, heads[name]()),
    side && rowsOf(name === "source" ? side : null, name === "target" ? side : null,
      all(side).map((line) => (name === "source" ? [line, -1] : [-1, line])), object), missing(side));
  if (codeMode === "source") return single(source, "source");
  if (codeMode === "target") return single(target, "target");
  if (codeMode === "stack") return el("div", {}, single(source, "source"), el("p", {}), single(target, "target"));
  const pairs = source && target && aligned ? align(source.lines, target.lines, tiesOf(object, source, target))
    : zip(0, source ? source.lines.length : 0, 0, target ? target.lines.length : 0);
  return el("div", { class: "diff" }, el("div", { class: "diff-head" }, heads.source(), heads.target()),
    rowsOf(source, target, pairs, object), missing(source), missing(target));
}
