// The report as sct/report/html_data.py wrote it: rows become objects, numbers become words.
const data = JSON.parse($("report-data").textContent);
const [RANK_REFUSED, RANK_DIFFERS, RANK_ASSUMES] = [0, 1, 2];

function readSpan(row) {
  return row ? { file: data.files[row[0]], line: row[1], column: row[2], endLine: row[3], endColumn: row[4] } : null;
}

const findings = data.findings.map((row, index) => ({
  index, code: row[0], severity: row[1], rank: row[2], object: row[3], message: row[4],
  source: readSpan(row[5]), target: readSpan(row[6]), minutes: row[7], check: row[8] || "",
  get fidelity() { return data.fidelities[this.rank]; },
  get name() { return data.codes[this.code][0]; },
  get info() { return data.codes[this.code]; },
}));

const objects = data.objects.map((row, index) => ({
  index, id: row[0], kind: row[1], rank: row[2], schema: row[3], source: readSpan(row[4]), target: readSpan(row[5]),
  needs: row[6], minutes: row[7], proof: data.proofs[row[8]], findings: row[9], usedBy: [],
  get fidelity() { return data.fidelities[this.rank]; },
  get kindName() { return data.kinds[this.kind]; },
  get severity() { return this.findings.reduce((least, i) => Math.min(least, findings[i].severity), 9); },
}));

for (const object of objects) {
  for (const other of object.needs) if (typeof other === "number") objects[other].usedBy.push(object.index);
}

const byId = new Map(), byLower = new Map();
for (const object of objects) {
  const name = object.id.replace(/^[a-z_ ]+:(?=.)/, ""); // ids of code begin with their kind
  object.label = /^\d+$/.test(name) ? object.kindName + " " + name : name;
  const lower = object.id.toLowerCase();
  if (!byId.has(object.id)) byId.set(object.id, object);
  if (!byLower.has(lower)) byLower.set(lower, object);
}

// An id is its own address; one that cannot be written as an address, or is used twice, goes by number.
function linkOf(object) {
  const code = encode(object.id);
  return byId.get(decodeURIComponent(code)) === object && code !== "" ? "#" + code : "#/object?number=" + object.index;
}

const where = (span) => (span ? `${span.file}:${span.line}:${span.column}` : "");

// The quoted texts are parsed when the first object is opened.
let textStore = null;
function texts() {
  if (!textStore) {
    const raw = JSON.parse($("report-texts").textContent);
    const side = (files) => new Map(files.map(([file, chunks]) =>
      [file, chunks.map(([first, text]) => ({ first, text, lines: null }))]));
    textStore = {
      limit: raw.limit, maxLine: raw.max_line, source: side(raw.source), target: side(raw.target),
      anchors: new Map(raw.anchors),
    };
  }
  return textStore;
}

// The lines of a span, cut at its columns: {first, lines, missing}; null when the text was not given.
function linesOf(side, span, around = 0) {
  const chunks = span && texts()[side].get(span.file);
  if (!chunks) return null;
  const first = Math.max(1, span.line - around), last = span.endLine + around;
  const chunk = chunks.findLast((one) => one.first <= span.line);
  if (!chunk) return null;
  chunk.lines = chunk.lines || chunk.text.split("\n");
  const start = Math.max(first, chunk.first);
  const lines = chunk.lines.slice(start - chunk.first, last - chunk.first + 1);
  if (!around && lines.length) {
    const tail = lines.length - 1, head = unit(lines[0], span.column);
    if (span.endLine === start + tail) lines[tail] = lines[tail].slice(0, unit(lines[tail], span.endColumn));
    // Another statement before this one on its first line is cut off; indentation stays.
    if (lines[0].slice(0, head).trim()) {
      lines[0] = lines[0].slice(head);
      return { first: start, lines, shift: head, missing: last - start - tail };
    }
  }
  return { first: start, lines, shift: 0, missing: Math.max(0, last - start + 1 - lines.length) };
}

// Columns count code points from 1; strings here count UTF-16 units from 0.
function unit(line, column) {
  if (!/[\ud800-\udbff]/.test(line)) return column - 1;
  let units = 0;
  for (const char of line) {
    if (--column <= 0) break;
    units += char.length;
  }
  return units;
}
