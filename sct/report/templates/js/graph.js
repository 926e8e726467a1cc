// Drawing dependencies: the neighbourhood of an object, and the whole schema by layers.
const BOX_W = 196, BOX_H = 38, GAP_X = 64, GAP_Y = 8, TOP = 26;
const PER_COLUMN = 14, LABELLED = 160;
const short = (text, length) => { const all = [...plain(text)]; return all.length > length ? all.slice(0, length - 1).join("") + "\u2026" : all.join(""); };

function boxNode(object, x, y, classes) {
  return svg("a", { href: linkOf(object), class: `f-${object.fidelity} ${classes || ""}`, "data-o": object.index },
    svg("title", {}, `${object.label}: ${object.kindName}, ${object.fidelity}`),
    svg("rect", { class: "box", x, y, width: BOX_W, height: BOX_H, rx: 5 }),
    svg("rect", { class: "strip", x, y, width: 5, height: BOX_H, rx: 2 }),
    svg("text", { x: x + 13, y: y + 16 }, short(object.label, 27)),
    svg("text", { class: "sub", x: x + 13, y: y + 31 }, short(`${object.kindName} \u00b7 ${object.fidelity}`, 32)));
}

function plainBox(text, x, y) {
  return svg("g", { class: "f-none out" }, svg("title", {}, text), svg("rect", { class: "box", x, y, width: BOX_W, height: BOX_H, rx: 5 }),
    svg("text", { class: "sub", x: x + 13, y: y + 23 }, short(text, 30)));
}

function curve(from, to, ends, extra) {
  const x1 = from.x + BOX_W, y1 = from.y + BOX_H / 2, x2 = to.x, y2 = to.y + BOX_H / 2, bend = Math.max(24, (x2 - x1) / 2);
  return svg("path", { class: "edge " + (extra || ""), d: `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`, "data-ends": ends });
}

// Columns left to right: what it needs (two steps), itself, what uses it (two steps).
function neighbourhood(object) {
  const seen = new Set([object.index]);
  const step = (nodes, key) => {
    const next = [];
    for (const node of nodes) for (const other of objects[node][key]) if (typeof other === "string" ? !next.includes(other) : !seen.has(other)) {
      if (typeof other === "number") seen.add(other);
      next.push(other);
    }
    return next;
  };
  const real = (nodes) => nodes.filter((node) => typeof node === "number").slice(0, PER_COLUMN);
  const needs = step([object.index], "needs"), users = step([object.index], "usedBy");
  const narrow = window.matchMedia("(max-width: 1020px)").matches;
  const farNeeds = narrow ? [] : step(real(needs), "needs").filter((node) => typeof node === "number"), farUsers = narrow ? [] : step(real(users), "usedBy");
  const columns = [["needed by those", farNeeds], ["it needs", needs], ["this object", [object.index]], ["used by", users], ["which are used by", farUsers]]
    .filter(([, nodes]) => nodes.length);
  if (columns.length === 1) return el("p", { class: "hint" }, "It needs nothing and nothing uses it.");
  const rows = Math.max(...columns.map(([, nodes]) => Math.min(nodes.length, PER_COLUMN + 1)));
  const height = TOP + rows * (BOX_H + GAP_Y), width = columns.length * (BOX_W + GAP_X) - GAP_X;
  const place = new Map(), boxes = [];
  columns.forEach(([label, nodes], column) => {
    const x = column * (BOX_W + GAP_X), shownNodes = nodes.slice(0, PER_COLUMN), more = nodes.length - shownNodes.length;
    let y = TOP + (height - TOP - (shownNodes.length + (more ? 1 : 0)) * (BOX_H + GAP_Y)) / 2;
    boxes.push(svg("text", { class: "col", x, y: 12 }, label));
    for (const node of shownNodes) {
      if (typeof node === "number") {
        place.set(node, { x, y, column });
        boxes.push(boxNode(objects[node], x, y, node === object.index ? "here" : ""));
      } else {
        place.set(node, { x, y, column });
        boxes.push(plainBox(node, x, y));
      }
      y += BOX_H + GAP_Y;
    }
    if (more) boxes.push(plainBox(plural(more, "more object"), x, y));
  });
  const edges = [];
  for (const [node, at] of place) {
    if (typeof node !== "number") continue;
    for (const other of objects[node].needs) {
      const from = place.get(other);
      if (from && from.column < at.column) edges.push(curve(from, at, `${other} ${node}`));
    }
  }
  const drawing = svg("svg", { class: "graph", viewBox: `-3 0 ${width + 6} ${height}`, role: "group", "aria-label": "Neighbourhood in the dependency graph" }, edges, boxes);
  drawing.style.maxWidth = width + 6 + "px";
  return el("div", { class: "scroll-x" }, drawing);
}

// Few objects: boxes and curves.
function labelledGraph(members) {
  const { layers, cyclic, layerOf } = layersOf(members);
  untangle(layers);
  const rows = Math.max(...layers.map((layer) => layer.length));
  const height = TOP + rows * (BOX_H + GAP_Y), place = new Map(), boxes = [];
  layers.forEach((layer, column) => {
    const x = column * (BOX_W + GAP_X);
    let y = TOP + (height - TOP - layer.length * (BOX_H + GAP_Y)) / 2;
    boxes.push(svg("text", { class: "col", x, y: 12 }, column ? `layer ${column + 1}` : "layer 1: needs nothing here"));
    for (const node of layer) {
      place.set(node, { x, y });
      boxes.push(boxNode(objects[node], x, y, cyclic.has(node) ? "out" : ""));
      y += BOX_H + GAP_Y;
    }
  });
  const edges = [];
  for (const node of members) for (const other of objects[node].needs) {
    if (!place.has(other) || other === node) continue;
    if (layerOf.get(other) < layerOf.get(node)) edges.push(curve(place.get(other), place.get(node), `${other} ${node}`));
    else edges.push(sameLayer(place.get(other), place.get(node), `${other} ${node}`));
  }
  const width = layers.length * (BOX_W + GAP_X) - GAP_X + 30;
  const drawing = svg("svg", { class: "graph", viewBox: `-4 0 ${width + 4} ${height}`, role: "group", "aria-label": "Dependency graph" }, edges, boxes);
  drawing.style.minWidth = Math.min(width, layers.length * 190) + "px";
  drawing.style.maxWidth = width * 1.15 + "px";
  return { drawing, cyclic };
}

function sameLayer(from, to, ends) {
  const x = from.x + BOX_W, bulge = x + 26;
  return svg("path", { class: "edge back", d: `M${x} ${from.y + BOX_H / 2}C${bulge} ${from.y + BOX_H / 2} ${bulge} ${to.y + BOX_H / 2} ${x} ${to.y + BOX_H / 2}`, "data-ends": ends });
}

// Many objects: a small square each, a band a layer; lines appear for the one pointed at.
const CELL = 11, BAND_W = 1150;
function bandGraph(members) {
  const { layers, cyclic } = layersOf(members);
  const per = Math.floor(BAND_W / CELL), nodes = [];
  let y = 0;
  layers.forEach((layer, number_) => {
    layer.sort((a, b) => objects[a].schema - objects[b].schema || objects[a].kind - objects[b].kind || a - b);
    nodes.push(svg("text", { class: "col", x: 0, y: y + 13 }, `layer ${number_ + 1}${number_ ? "" : ": needs nothing here"} \u00b7 ${plural(layer.length, "object")}`));
    y += 20;
    layer.forEach((node, at) => {
      nodes.push(svg("rect", { class: `cell f-${objects[node].fidelity}${cyclic.has(node) ? " cycle" : ""}`, x: (at % per) * CELL, y: y + Math.floor(at / per) * CELL, width: CELL - 2, height: CELL - 2, "data-o": node }));
    });
    y += Math.ceil(layer.length / per) * CELL + 10;
  });
  const overlay = svg("g", {});
  const drawing = svg("svg", { class: "graph", viewBox: `-2 0 ${BAND_W + 4} ${y}`, role: "group", "aria-label": "Objects by layer" }, nodes, overlay);
  return { drawing, cyclic, overlay };
}

const center = (cell) => [Number(cell.getAttribute("x")) + CELL / 2 - 1, Number(cell.getAttribute("y")) + CELL / 2 - 1];
function drawTies(box, overlay, node) {
  const cellOf = (index) => box.querySelector(`.cell[data-o="${index}"]`);
  const here = cellOf(node), lines = [];
  for (const cell of box.querySelectorAll(".cell.hot")) cell.classList.remove("hot");
  if (here) for (const other of new Set([...objects[node].needs, ...objects[node].usedBy])) {
    const cell = typeof other === "number" ? cellOf(other) : null;
    if (!cell || cell === here) continue;
    cell.classList.add("hot");
    const [x1, y1] = center(here), [x2, y2] = center(cell);
    lines.push(svg("path", { class: "edge hot", d: `M${x1} ${y1}L${x2} ${y2}` }));
  }
  if (here) here.classList.add("hot");
  overlay.replaceChildren(...lines);
}

function graphView(query) {
  const one = query.has("object") ? objects[Number(query.get("object"))] : null;
  const schema = query.get("schema") || "";
  const schemas = countBy((object) => [data.schemas[object.schema]]);
  const pick = el("select", { "aria-label": "Schema", change: () => { location.hash = "#/graph" + (pick.value ? "?schema=" + encode(pick.value) : ""); } },
    el("option", { value: "" }, `Everything (${number(objects.length)})`), options(schemas).map(([value, text]) => el("option", { value }, text)));
  pick.value = schema;
  const legend = data.fidelities.map((word) => el("span", { class: "chip f-" + word }, el("i", { class: "dot f-" + word }), word));
  const head = el("div", { class: "head-line" }, el("h1", {}, one ? "Around " + one.label : "Dependencies"), el("span", { class: "space" }), legend,
    one ? el("a", { href: "#/graph" }, "whole schema") : pick,
    el("p", {}, one ? "Left: what it needs. Right: what uses it." : "From left (or top) to right: what a layer needs stands in the layers before it, so this is also an order of loading."));
  if (one) return [head, el("div", { class: "card" }, neighbourhood(one), el("p", {}, el("a", { href: linkOf(one) }, "Open " + one.label)))];
  const members = objects.filter((object) => schema === "" || data.schemas[object.schema] === schema).map((object) => object.index);
  if (!members.length) return [head, el("div", { class: "card" }, "No objects here.")];
  const small = members.length <= LABELLED;
  const { drawing, cyclic, overlay } = small ? labelledGraph(members) : bandGraph(members);
  const hint = el("div", { class: "graph-hint", "aria-live": "polite" });
  const idle = () => (small ? "Point at an object to see its ties; click to open it." : "A square is an object. Point at one to see its name and ties; click to open it. Pick a schema to see names.");
  hint.textContent = idle();
  const point = (event) => {
    const target = event.target.closest("[data-o]");
    const node = target ? Number(target.getAttribute("data-o")) : -1;
    hint.textContent = target ? plain(`${objects[node].label}: ${objects[node].kindName}, ${objects[node].fidelity}; needs ${number(objects[node].needs.length)}, used by ${number(objects[node].usedBy.length)}`) : idle();
    if (overlay) drawTies(drawing, overlay, node);
    else for (const edge of drawing.querySelectorAll(".edge")) edge.classList.toggle("hot", edge.getAttribute("data-ends").split(" ").includes(String(node)));
  };
  drawing.addEventListener("pointerover", point);
  drawing.addEventListener("focusin", point);
  if (overlay) drawing.addEventListener("click", (event) => {
    const target = event.target.closest("[data-o]");
    if (target) location.hash = linkOf(objects[Number(target.getAttribute("data-o"))]);
  });
  const loops = [...cyclic].slice(0, 40);
  return [head, el("div", { class: "card" }, hint, el("div", { class: "scroll-x" }, drawing)),
    loops.length ? el("div", { class: "card" }, el("h2", {}, `In a cycle: ${plural(cyclic.size, "object")}`),
      el("p", { class: "hint" }, "They need each other, so no order alone loads them; dashed here."), el("div", { class: "deps" }, loops.map(depNode))) : ""];
}
