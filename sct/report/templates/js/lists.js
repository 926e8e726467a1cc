// What a person must do, what is assumed, and what was read.
const ownerLink = (finding) => (finding.object >= 0
  ? el("a", { href: linkOf(objects[finding.object]) }, objects[finding.object].label) : el("span", { class: "hint-inline" }, "no object"));

const PAGE = 100;
function growingTable(head, rows, rowOf) {
  const body = el("tbody");
  const more = el("button", { type: "button" });
  let at = 0;
  const grow = () => {
    body.append(...rows.slice(at, at + PAGE).map(rowOf));
    at += PAGE;
    more.textContent = `${number(Math.max(0, rows.length - at))} more`;
    more.hidden = at >= rows.length;
  };
  more.addEventListener("click", grow);
  grow();
  return el("div", {}, el("table", { class: "grid" }, el("thead", {}, el("tr", {}, head.map((text) => el("th", { class: text === "Work" && "num" }, text)))), body), more);
}

// The few source lines of a finding that belongs to no object: they are shown nowhere else.
function looseSource(finding) {
  const text = finding.object < 0 && finding.source ? linesOf("source", finding.source) : null;
  return text && el("pre", {}, text.lines.slice(0, 12).join("\n") + (text.lines.length + text.missing > 12 ? "\n\u2026" : ""));
}

function placesTable(indexes) {
  return growingTable(["Object", "Place", "What", "Work"], indexes, (index) => {
    const finding = findings[index];
    return el("tr", {}, el("td", {}, ownerLink(finding)), el("td", { class: "code" }, where(finding.source)),
      el("td", {}, finding.message, looseSource(finding)), el("td", { class: "num" }, finding.minutes ? duration(finding.minutes) : ""));
  });
}

function todoGroup([code, minutes, indexes], open) {
  const info = data.codes[code], worst = data.fidelities[Math.min(...indexes.map((i) => findings[i].rank))];
  const box = el("details", { class: "todo f-" + worst, open },
    el("summary", {}, el("span", { class: "badge f-" + worst }, worst),
      el("span", { class: "sum-text" }, el("b", {}, info[1] || info[0]), el("small", {}, info[3] || info[2] || findings[indexes[0]].message)),
      el("span", { class: "places" }, info[0] + " \u00b7 " + plural(indexes.length, "place")),
      el("b", { class: "num" }, minutes ? duration(minutes) : "\u2013")));
  const unfold = () => {
    if (box.open && box.childElementCount === 1) {
      box.append(el("div", { class: "todo-body" },
        el("dl", {}, el("dt", {}, "Code"), el("dd", { class: "code" }, info[0]), info[2] && [el("dt", {}, "Why"), el("dd", {}, info[2])],
          info[3] && [el("dt", {}, "How to"), el("dd", {}, info[3])]), placesTable(indexes)));
    }
  };
  box.addEventListener("toggle", unfold);
  unfold();
  return box;
}

function failedGroup(failed, open) {
  return el("details", { class: "todo f-refused", open },
    el("summary", {}, el("span", { class: "badge f-refused" }, "failed"),
      el("span", { class: "sum-text" }, el("b", {}, "The target did not take it"), el("small", {}, "A real server refused what was written. Fix these first.")),
      el("span", { class: "places" }, plural(failed.length, "object")), el("b", { class: "num" }, "\u2013")),
    el("div", { class: "todo-body" }, growingTable(["Object", "The server said"], failed, (object) => el("tr", {},
      el("td", {}, el("a", { href: linkOf(object) }, object.label)), el("td", {}, el("pre", {}, object.proof[3]))))));
}

function todoView(query) {
  const wanted = query.get("code");
  const failed = objects.filter((object) => object.proof[0] === "failed");
  const minutes = data.work.reduce((sum, work) => sum + work[1], 0);
  if (!data.work.length && !failed.length) return [el("div", { class: "head-line" }, el("h1", {}, "What a person must do")), el("div", { class: "card" }, "Nothing. No finding asks for work or a decision.")];
  return [
    el("div", { class: "head-line" }, el("h1", {}, "What a person must do"), el("span", { class: "space" }),
      el("button", { type: "button", click: () => { for (const box of document.querySelectorAll("#view-todo .todo")) box.open = true; } }, "Open all"),
      el("p", {}, `${plural(data.work.length, "code")}, ${duration(minutes)} altogether, most work first. The times are the rulebook's estimates.`)),
    failed.length ? failedGroup(failed, !wanted) : "",
    data.work.map((work) => todoGroup(work, data.codes[work[0]][0] === wanted)),
  ].flat();
}

function assumptionsView() {
  const list = findings.filter((finding) => finding.rank === RANK_ASSUMES);
  const checks = list.filter((finding) => finding.check);
  const all = () => checks.map((finding) => `-- ${plain(finding.name)} ${finding.object >= 0 ? plain(objects[finding.object].label) : ""}: ${plain(finding.message).replaceAll("\n", " ")}\n${plain(finding.check)};\n`).join("\n");
  if (!list.length) return [el("div", { class: "head-line" }, el("h1", {}, "Assumptions")), el("div", { class: "card" }, "None. Nothing here rests on an assumption about the data.")];
  return [
    el("div", { class: "head-line" }, el("h1", {}, "Assumptions"), el("span", { class: "space" }), checks.length ? copyButton("Copy all checks", all) : "",
      el("p", {}, `The conversion is exact if these hold.${checks.length ? " Run the queries on the source before moving the data." : ""}`)),
    el("div", { class: "card" }, growingTable(["Code", "Object", "Assumed", checks.length ? "Query that checks it, or what to do" : "What to do", ""], list, (finding) => el("tr", {},
      el("td", { class: "code tight" }, finding.name), el("td", { class: "owner" }, ownerLink(finding), el("div", { class: "code hint-inline" }, where(finding.source))), el("td", {}, finding.message),
      el("td", {}, finding.check ? el("pre", {}, finding.check) : el("span", { class: "hint-inline" }, finding.info[3] || "no query; see the message")),
      el("td", {}, finding.check && copyButton("Copy", () => plain(finding.check)))))),
  ];
}

function filesView() {
  const owned = new Map();
  for (const object of objects) if (object.source) owned.set(object.source.file, (owned.get(object.source.file) || 0) + 1);
  return [
    el("div", { class: "head-line" }, el("h1", {}, "Files read")),
    el("div", { class: "card" }, growingTable(["File", "Lines", "Objects", "SHA-256"], data.inputs, ([path, hash, lines]) => el("tr", {},
      el("td", { class: "code" }, path), el("td", {}, number(lines)), el("td", {}, number(owned.get(path) || 0)), el("td", { class: "code hint-inline" }, hash)))),
  ];
}
