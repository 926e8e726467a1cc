// Addresses, keys, theme: what ties the views together.
const VIEWS = ["overview", "todo", "objects", "graph", "assumptions", "files"];
const builders = { todo: todoView, graph: graphView, assumptions: assumptionsView, files: filesView };
const built = {};

function buildObjects() {
  if (built.objects) return;
  built.objects = true;
  $("view-objects").append(buildSide(), el("div", { class: "detail", id: "detail", tabindex: "-1" }));
  const detail = $("detail");
  detail.addEventListener("pointerover", (event) => { const mark = event.target.closest("[data-f]"); heat(mark ? mark.dataset.f : undefined); });
  detail.addEventListener("click", (event) => {
    const mark = event.target.closest("mark[data-f]");
    if (mark && !event.target.closest("a")) $("f-" + Number(mark.dataset.f)).scrollIntoView({ block: "nearest" });
  });
}

function switchTo(view) {
  document.body.dataset.view = view;
  for (const name of VIEWS) $("view-" + name).hidden = name !== view;
  for (const tab of document.querySelectorAll("[data-tab]")) {
    if (tab.dataset.tab === view) tab.setAttribute("aria-current", "page");
    else tab.removeAttribute("aria-current");
  }
}

function build(view, query) {
  const key = query.toString();
  if (built[view] === key) return;
  built[view] = key;
  $("view-" + view).replaceChildren(...builders[view](query).filter((node) => node !== ""));
}

function openObject(object) {
  buildObjects();
  current = object;
  switchTo("objects");
  $("view-objects").classList.toggle("open", Boolean(object));
  if (object && !shown.includes(object)) filterFromQuery(new URLSearchParams());
  refreshList();
  showDetail(object);
  if (object) {
    revealInList(object);
    drawList();
  }
}

function decodedId(hash) {
  try {
    return decodeURIComponent(hash);
  } catch {
    return hash;
  }
}

function route() {
  const hash = location.hash.slice(1);
  if (hash && !hash.startsWith("/")) {
    const object = byId.get(decodedId(hash));
    if (object) return openObject(object);
  }
  const [path, rest] = hash.split("?", 2);
  const query = new URLSearchParams(rest || "");
  const view = path.slice(1);
  if (view === "object" && objects[Number(query.get("number"))]) return openObject(objects[Number(query.get("number"))]);
  if (view === "objects") {
    filterFromQuery(query);
    return openObject(null);
  }
  const known = VIEWS.includes(view) ? view : "overview";
  if (builders[known]) build(known, query);
  switchTo(known);
  $("view-" + known).scrollTop = 0;
}

const THEMES = ["", "light", "dark"];
function setTheme(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  $("theme").textContent = "Theme: " + (theme || "auto");
  try {
    localStorage.setItem("sct-report-theme", theme);
  } catch {
    // A browser may forbid storage to local files; the theme then lasts as long as the page.
  }
}

function storedTheme() {
  try {
    return localStorage.getItem("sct-report-theme") || "";
  } catch {
    return "";
  }
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || $("help").open) return;
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
  if (event.key === "Escape") {
    if (typing) event.target.blur();
    else if (current) location.hash = "#/objects" + filterToQuery();
    return;
  }
  if (typing) {
    if (event.target === inputs.q && (event.key === "ArrowDown" || event.key === "Enter")) {
      event.preventDefault();
      event.target.blur();
      listBox.focus();
      moveInList(1);
    }
    return;
  }
  const inObjects = document.body.dataset.view === "objects";
  const inList = inObjects && (event.target === listBox || event.target === document.body);
  const act = {
    "?": () => $("help").showModal(),
    "/": () => { if (!inObjects) openObject(null); inputs.q.focus(); inputs.q.select(); },
    j: () => { if (!inObjects) openObject(null); moveInList(1); },
    k: () => { if (!inObjects) openObject(null); moveInList(-1); },
    n: () => moveToFinding(1),
    p: () => moveToFinding(-1),
    ArrowDown: inList ? () => moveInList(1) : null,
    ArrowUp: inList ? () => moveInList(-1) : null,
    PageDown: inList ? () => moveInList(10) : null,
    PageUp: inList ? () => moveInList(-10) : null,
  }[event.key] || (/^[1-6]$/.test(event.key) ? () => { location.hash = "#/" + VIEWS[event.key - 1]; } : null);
  if (act) {
    event.preventDefault();
    act();
  }
}

// On paper the overview comes with the work and the assumptions, everything unfolded.
function preparePrint() {
  if (document.body.dataset.view !== "overview") return;
  for (const view of ["todo", "assumptions"]) build(view, new URLSearchParams());
  for (const box of document.querySelectorAll("#view-todo .todo")) box.open = true;
}

setTheme(THEMES.includes(storedTheme()) ? storedTheme() : "");
$("theme").addEventListener("click", () => setTheme(THEMES[(THEMES.indexOf(document.documentElement.dataset.theme || "") + 1) % 3]));
$("help-open").addEventListener("click", () => $("help").showModal());
window.addEventListener("hashchange", route);
window.addEventListener("resize", () => { if (built.objects) drawList(); });
window.addEventListener("beforeprint", preparePrint);
document.addEventListener("keydown", onKey);
route();
