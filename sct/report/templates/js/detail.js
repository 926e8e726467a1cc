// One object: facts, code, findings, dependencies.
const depNode = (other) => (typeof other === "number"
  ? el("a", { class: "f-" + objects[other].fidelity, href: linkOf(objects[other]), title: `${objects[other].kindName}, ${objects[other].fidelity}` }, objects[other].label)
  : el("span", { title: "not among the objects of this report" }, other));

const MANY = 60;
function depList(label, list, empty) {
  const box = el("div", { class: "deps" }, list.length ? list.slice(0, MANY).map(depNode) : empty);
  if (list.length > MANY) {
    box.append(el("button", { type: "button", click: (event) => { event.target.remove(); box.append(...list.slice(MANY).map(depNode)); } },
      `${number(list.length - MANY)} more`));
  }
  return [el("h3", {}, `${label} (${number(list.length)})`), box];
}

function codeWords(info) {
  return [info[2] && el("p", {}, el("b", {}, "Why: "), info[2]), info[3] && el("p", {}, el("b", {}, "What to do: "), info[3])];
}

function findingItem(index) {
  const finding = findings[index], info = finding.info;
  return el("li", { class: "f-" + finding.fidelity },
    el("div", { class: "line1" },
      el("span", { class: "badge f-" + finding.fidelity }, finding.fidelity), el("b", {}, finding.name), info[1] && el("span", {}, info[1]),
      el("span", { class: "mono" }, where(finding.source)),
      el("span", { class: "hint-inline" }, data.severities[finding.severity] + (finding.minutes ? ", " + duration(finding.minutes) : ""))),
    el("div", { class: "msg" }, finding.message),
    (info[2] || info[3]) && el("details", {}, el("summary", {}, "Why, and what to do"), codeWords(info)),
    finding.check && el("div", { class: "said-check" }, el("pre", {}, finding.check)));
}

function proofText(proof) {
  const target = [proof[1], proof[2]].filter(Boolean).join(" ");
  if (proof[0] === "loaded") return "Loaded into " + (target || "the target");
  return proof[0] === "failed" ? `Failed to load into ${target || "the target"}` : "Load test not run";
}

function modeBar(redraw) {
  const modes = [["both", "Side by side"], ["stack", "One below the other"], ["source", "Source"], ["target", "Target"]];
  const buttons = modes.map(([mode, text]) => el("button", { type: "button", "aria-pressed": codeMode === mode, click: (event) => {
    codeMode = mode;
    for (const button of buttons) button.setAttribute("aria-pressed", button === event.target);
    redraw();
  } }, text));
  const check = el("input", { type: "checkbox", checked: aligned, change: () => { aligned = check.checked; redraw(); } });
  return el("div", { class: "code-bar" }, el("span", { class: "seg", role: "group", "aria-label": "What to show" }, buttons),
    el("label", { class: "hint-inline" }, check, " align lines"));
}

function showDetail(object) {
  const box = $("detail");
  if (!object) {
    box.replaceChildren(el("p", { class: "empty" }, "Pick an object on the left, or press j."));
    return;
  }
  const code = el("div", { id: "code" }, codeView(object));
  const redraw = () => code.replaceChildren(codeView(object));
  const list = [...object.findings].sort((a, b) => findings[a].rank - findings[b].rank || findings[a].severity - findings[b].severity || a - b);
  box.replaceChildren(
    el("a", { class: "back", href: "#/objects" + filterToQuery() }, "\u2190 All objects"),
    el("div", { class: "detail-head" }, el("h1", { id: "object-title", tabindex: "-1" }, object.label),
      el("span", { class: "badge f-" + object.fidelity }, object.fidelity), el("span", { class: "badge f-none" }, object.kindName)),
    el("div", { class: "facts" },
      el("span", {}, object.proof[0] === "failed" ? el("b", { class: "f-refused" }, proofText(object.proof)) : proofText(object.proof)),
      el("span", {}, object.minutes ? duration(object.minutes) + " of work" : "no work"),
      el("span", {}, plural(object.findings.length, "finding")),
      el("a", { href: "#/graph?object=" + object.index }, "in the dependency graph")),
    object.proof[3] ? el("div", { class: "said" }, el("b", {}, "The server said"), el("pre", {}, object.proof[3])) : "",
    modeBar(redraw), code,
    el("div", { class: "section" }, el("h2", {}, `Findings (${list.length})`),
      list.length ? el("ul", { class: "finding-list" }, list.map(findingItem)) : el("p", { class: "hint" }, "None.")),
    el("div", { class: "section" }, el("h2", {}, "Dependencies"),
      depList("Needs", object.needs, "nothing"), depList("Used by", object.usedBy, "nothing"),
      el("div", { class: "card section" }, neighbourhood(object))));
  box.scrollTop = 0;
}

function moveToFinding(by) {
  const notes = [...document.querySelectorAll("#code .note")];
  if (!notes.length) return;
  const at = notes.findIndex((note) => note.classList.contains("hot"));
  const next = notes[(at + by + (at < 0 && by < 0 ? 1 : 0) + notes.length) % notes.length];
  heat(next.dataset.f);
  next.scrollIntoView({ block: "center" });
}

// Every trace of one finding lights up together, on both sides.
function heat(index) {
  for (const node of document.querySelectorAll("#code .hot")) node.classList.remove("hot");
  if (index !== undefined) for (const node of document.querySelectorAll(`#code [data-f="${Number(index)}"]`)) node.classList.add("hot");
}
