// Layers of the dependency graph: what depends on nothing is in the first one. Objects of a cycle share a layer.

// Groups of objects that reach each other (Tarjan 1972), without recursion: group number of each member.
function cycleGroups(members) {
  const inside = new Set(members), index = new Map(), low = new Map(), group = new Map(), stack = [], onStack = new Set();
  let count = 0, groups = 0;
  for (const root of members) {
    if (index.has(root)) continue;
    const path = [[root, 0]];
    index.set(root, count); low.set(root, count++); stack.push(root); onStack.add(root);
    while (path.length) {
      const frame = path.at(-1), node = frame[0], needs = objects[node].needs;
      if (frame[1] < needs.length) {
        const next = needs[frame[1]++];
        if (!inside.has(next)) continue;
        if (!index.has(next)) {
          index.set(next, count); low.set(next, count++); stack.push(next); onStack.add(next);
          path.push([next, 0]);
        } else if (onStack.has(next)) low.set(node, Math.min(low.get(node), index.get(next)));
      } else {
        path.pop();
        if (path.length) low.set(path.at(-1)[0], Math.min(low.get(path.at(-1)[0]), low.get(node)));
        if (low.get(node) === index.get(node)) {
          let member;
          do {
            member = stack.pop();
            onStack.delete(member);
            group.set(member, groups);
          } while (member !== node);
          groups++;
        }
      }
    }
  }
  return group;
}

// {layers: [[object index]], cyclic: Set of indexes, layerOf: Map}. Tarjan's group numbers are in dependency order.
function layersOf(members) {
  const group = cycleGroups(members), inside = new Set(members);
  const byGroup = new Map();
  for (const [member, one] of group) byGroup.set(one, [...(byGroup.get(one) || []), member]);
  const height = new Map(), layerOf = new Map(), layers = [], cyclic = new Set();
  for (const one of [...byGroup.keys()].sort((a, b) => a - b)) {
    const nodes = byGroup.get(one);
    let layer = 0;
    for (const node of nodes) {
      for (const next of objects[node].needs) {
        if (inside.has(next) && group.get(next) !== one) layer = Math.max(layer, height.get(group.get(next)) + 1);
      }
      if (nodes.length > 1) cyclic.add(node);
    }
    height.set(one, layer);
    for (const node of nodes) layerOf.set(node, layer);
  }
  for (const member of members) (layers[layerOf.get(member)] = layers[layerOf.get(member)] || []).push(member);
  return { layers, cyclic, layerOf };
}

// Puts neighbours near each other: each layer sorted by the mean place of what it is tied to, a few times.
function untangle(layers) {
  const place = new Map();
  const note = (layer) => layer.forEach((node, at) => place.set(node, (at + 0.5) / layer.length));
  layers.forEach(note);
  for (let round = 0; round < 6; round++) {
    const order = round % 2 ? [...layers].reverse() : layers;
    for (const layer of order) {
      const mean = new Map(layer.map((node) => {
        const ties = [...objects[node].needs, ...objects[node].usedBy].filter((other) => place.has(other));
        return [node, ties.length ? ties.reduce((sum, other) => sum + place.get(other), 0) / ties.length : place.get(node)];
      }));
      layer.sort((a, b) => mean.get(a) - mean.get(b) || a - b);
      note(layer);
    }
  }
}
