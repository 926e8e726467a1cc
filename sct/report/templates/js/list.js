// The list of objects: only the rows in sight exist, however many objects there are.
const ROW = 48;
let listBox, listSpace, foundLine, current = null;
const inputs = {};

function select(name, label, options) {
  const node = el("select", { "aria-label": label, change: () => { filter[name] = node.value; filterChanged(); } },
    el("option", { value: "" }, label), options.map(([value, text]) => el("option", { value }, text)));
  inputs[name] = node;
  return node;
}

function countBy(keyOf) {
  const counts = new Map();
  for (const object of objects) for (const key of new Set(keyOf(object))) counts.set(key, (counts.get(key) || 0) + 1);
  return [...counts].sort((a, b) => (a[0] < b[0] ? -1 : 1));
}
const options = (counts) => counts.filter(([key]) => key !== "").map(([key, n]) => [key, `${plain(key)} (${number(n)})`]);

function buildSide() {
  inputs.q = el("input", { type: "search", placeholder: "Search names, messages, codes   ( / )", "aria-label": "Search objects" });
  let timer;
  inputs.q.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => { filter.q = inputs.q.value; filterChanged(); }, 80);
  });
  inputs.inCode = el("input", { type: "checkbox", change: () => { filter.inCode = inputs.inCode.checked; filterChanged(); } });
  inputs.chips = data.fidelities.map((word, rank) => {
    const count = objects.filter((object) => object.rank === rank).length;
    return el("button", { type: "button", class: "chip f-" + word, "data-word": word, click: () => {
      if (!filter.fidelity.delete(word)) filter.fidelity.add(word);
      filterChanged();
    } }, el("i", { class: "dot f-" + word }), word, " " + number(count));
  });
  inputs.sort = el("select", { "aria-label": "Order", change: () => { filter.sort = inputs.sort.value; filterChanged(); } },
    [["source", "Order of the input"], ["worst", "Worst first"], ["effort", "Most work first"], ["name", "By name"]]
      .map(([value, text]) => el("option", { value }, text)));
  foundLine = el("span", { "aria-live": "polite" });
  listSpace = el("div", { class: "list-space", role: "presentation" });
  listBox = el("div", { class: "list", tabindex: "0", role: "listbox", "aria-label": "Objects", scroll: drawList }, listSpace);
  const severities = countBy((object) => object.findings.map((i) => data.severities[findings[i].severity]));
  return el("div", { class: "side" },
    el("div", { class: "filters" },
      inputs.q,
      el("div", { class: "chips", role: "group", "aria-label": "Fidelity" }, inputs.chips),
      el("div", { class: "selects" },
        select("kind", "All kinds", options(countBy((object) => [object.kindName]))),
        select("schema", "All schemas", options(countBy((object) => [data.schemas[object.schema]]))),
        select("severity", "Any severity", data.severities.flatMap((word) => options(severities.filter(([key]) => key === word)))),
        select("code", "Any code", countBy((object) => object.findings.map((i) => findings[i].name))
          .map(([key, n]) => [key, `${plain(key)} ${(data.codes.find((row) => row[0] === key) || [])[1] || ""} (${number(n)})`])),
        select("proof", "Any load test", [["loaded", "loaded"], ["failed", "failed to load"], ["not_run", "not run"]]),
        inputs.sort),
      el("div", { class: "found" }, foundLine, el("label", {}, inputs.inCode, "search in code"),
        el("button", { type: "button", click: () => { filterFromQuery(new URLSearchParams()); filterChanged(); } }, "Reset"))),
    listBox);
}

function showFilter() {
  inputs.q.value = document.activeElement === inputs.q ? inputs.q.value : filter.q;
  inputs.inCode.checked = filter.inCode;
  for (const chip of inputs.chips) chip.setAttribute("aria-pressed", filter.fidelity.has(chip.dataset.word));
  for (const name of ["kind", "schema", "severity", "code", "proof", "sort"]) {
    inputs[name].value = filter[name];
    inputs[name].classList.toggle("on", name === "sort" ? filter.sort !== "source" : filter[name] !== "");
  }
}

// The filter changed by hand: the list follows, and the address too when no object is open.
function filterChanged() {
  if (current === null) history.replaceState(null, "", "#/objects" + filterToQuery());
  refreshList();
  listBox.scrollTop = 0;
}

function refreshList() {
  applyFilter();
  showFilter();
  const minutes = shown.reduce((sum, object) => sum + object.minutes, 0);
  foundLine.textContent = (shown.length === objects.length ? plural(shown.length, "object")
    : `${number(shown.length)} of ${plural(objects.length, "object")}`) + (minutes ? ", " + duration(minutes) : "");
  listSpace.style.height = shown.length * ROW + "px";
  drawList();
}

function drawList() {
  const height = listBox.clientHeight || 800;
  const first = Math.max(0, Math.floor(listBox.scrollTop / ROW) - 5);
  const last = Math.min(shown.length, Math.ceil((listBox.scrollTop + height) / ROW) + 5);
  const rows = [];
  for (let at = first; at < last; at++) {
    const row = itemRow(shown[at], at);
    row.style.top = at * ROW + "px";
    rows.push(row);
  }
  listSpace.replaceChildren(...(shown.length ? rows : [el("p", { class: "empty" }, "Nothing matches.")]));
  listBox.setAttribute("aria-activedescendant", current ? "item-" + current.index : "");
}

function itemRow(object, at) {
  const failed = object.proof[0] === "failed";
  const codes = [...new Set(object.findings.map((i) => findings[i].name))];
  return el("a", { class: "item f-" + object.fidelity, id: "item-" + object.index, href: linkOf(object), role: "option", tabindex: "-1",
    "aria-selected": current === object, "aria-posinset": at + 1, "aria-setsize": shown.length, title: object.id },
    el("b", {}, object.label), el("span", { class: "r" }, el("span", { class: "badge f-" + object.fidelity }, object.fidelity)),
    el("small", {}, [object.kindName, codes.slice(0, 3).join(" ") + (codes.length > 3 ? " \u2026" : "")].filter(Boolean).join(" \u00b7 ")),
    el("small", { class: failed ? "r x" : "r" }, failed ? "load failed" : object.minutes ? duration(object.minutes) : ""));
}

function revealInList(object) {
  const at = shown.indexOf(object);
  if (at < 0) return;
  const top = at * ROW, height = listBox.clientHeight;
  if (top < listBox.scrollTop || top + ROW > listBox.scrollTop + height) listBox.scrollTop = Math.max(0, top - height / 2);
}

function moveInList(by) {
  if (!shown.length) return;
  const at = current ? shown.indexOf(current) : -1;
  const next = at < 0 ? (by > 0 ? 0 : shown.length - 1) : Math.min(shown.length - 1, Math.max(0, at + by));
  location.hash = linkOf(shown[next]);
}
