// Which objects are shown: one state, read from the address and written to it.
const SORTS = ["source", "worst", "effort", "name"];
const filter = { q: "", inCode: false, fidelity: new Set(), kind: "", schema: "", severity: "", code: "", proof: "", sort: "source" };
let shown = objects;

const haystacks = objects.map(() => null);
function haystack(object) {
  if (haystacks[object.index] === null) {
    const said = object.findings.map((i) => findings[i].name + " " + findings[i].info[1] + " " + findings[i].message);
    haystacks[object.index] = [object.id, object.kindName, object.source ? object.source.file : "", ...said].join("\n").toLowerCase();
  }
  return haystacks[object.index];
}

function codeText(object) {
  const parts = [linesOf("source", object.source), linesOf("target", object.target)];
  return parts.map((part) => (part ? part.lines.join("\n") : "")).join("\n").toLowerCase();
}

function matchesSearch(object, words) {
  return words.every((word) => haystack(object).includes(word))
    || (filter.inCode && words.every((word) => codeText(object).includes(word)));
}

function applyFilter() {
  const words = filter.q.toLowerCase().split(/\s+/).filter(Boolean);
  shown = objects.filter((object) =>
    (!filter.fidelity.size || filter.fidelity.has(object.fidelity))
    && (filter.kind === "" || object.kindName === filter.kind)
    && (filter.schema === "" || data.schemas[object.schema] === filter.schema)
    && (filter.severity === "" || object.findings.some((i) => data.severities[findings[i].severity] === filter.severity))
    && (filter.code === "" || object.findings.some((i) => findings[i].name === filter.code))
    && (filter.proof === "" || object.proof[0] === filter.proof)
    && (!words.length || matchesSearch(object, words)));
  const compare = {
    worst: (a, b) => a.rank - b.rank || a.severity - b.severity || b.minutes - a.minutes || a.index - b.index,
    effort: (a, b) => b.minutes - a.minutes || a.rank - b.rank || a.index - b.index,
    name: (a, b) => (a.label < b.label ? -1 : a.label > b.label ? 1 : a.index - b.index),
  }[filter.sort];
  if (compare) shown = [...shown].sort(compare);
}

function filterToQuery() {
  const parts = [];
  const put = (name, value) => { if (value) parts.push(name + "=" + encode(value)); };
  put("q", filter.q);
  if (filter.inCode) parts.push("in=code");
  put("fidelity", [...filter.fidelity].join(","));
  for (const name of ["kind", "schema", "severity", "code", "proof"]) put(name, filter[name]);
  if (filter.sort !== "source") put("sort", filter.sort);
  return parts.length ? "?" + parts.join("&") : "";
}

function filterFromQuery(query) {
  filter.q = query.get("q") || "";
  filter.inCode = query.get("in") === "code";
  filter.fidelity = new Set((query.get("fidelity") || "").split(",").filter((word) => data.fidelities.includes(word)));
  for (const name of ["kind", "schema", "severity", "code", "proof"]) filter[name] = query.get(name) || "";
  filter.sort = SORTS.includes(query.get("sort")) ? query.get("sort") : "source";
}
