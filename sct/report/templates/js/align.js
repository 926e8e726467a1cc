// Which source line stands beside which target line. Places that the report ties together weigh most;
// the rest goes by the words that two lines share. Only the look depends on it.
const MAX_CELLS = 4e6;
const ENOUGH = 0.3;

// The words of a line as 64 bits: fast to compare, good enough to look at.
function bits(line) {
  let low = 0, high = 0;
  for (const word of line.toLowerCase().match(/[\p{L}\p{N}_]+/gu) || []) {
    let hash = 7;
    for (let i = 0; i < word.length; i++) hash = (hash * 31 + word.charCodeAt(i)) | 0;
    if (hash & 32) low |= 1 << (hash & 31);
    else high |= 1 << (hash & 31);
  }
  return [low, high];
}

function ones(value) {
  value -= (value >>> 1) & 0x55555555;
  value = (value & 0x33333333) + ((value >>> 2) & 0x33333333);
  return (((value + (value >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}

function likeness(a, b) {
  const union = ones(a[0] | b[0]) + ones(a[1] | b[1]);
  return union ? (ones(a[0] & b[0]) + ones(a[1] & b[1])) / union : 0;
}

// Pairs [source index or -1, target index or -1] in order; ties: Map of source index -> [target index, weight].
function align(source, target, ties) {
  const n = source.length, m = target.length;
  if (!n || !m || (n + 1) * (m + 1) > MAX_CELLS) return zip(0, n, 0, m);
  const a = source.map(bits), b = target.map(bits), width = m + 1;
  const best = new Float32Array((n + 1) * width), step = new Uint8Array((n + 1) * width);
  for (let i = n - 1; i >= 0; i--) {
    const tie = ties.get(i);
    for (let j = m - 1; j >= 0; j--) {
      const at = i * width + j;
      let like = likeness(a[i], b[j]);
      if (tie && tie[0] === j) like += tie[1];
      const both = like >= ENOUGH ? like + best[at + width + 1] : -1;
      const down = best[at + width], right = best[at + 1];
      if (both >= down && both >= right) { best[at] = both; step[at] = 1; }
      else if (down >= right) { best[at] = down; step[at] = 2; }
      else { best[at] = right; step[at] = 3; }
    }
  }
  const rows = [];
  let i = 0, j = 0, fromI = 0, fromJ = 0;
  while (i < n && j < m) {
    const way = step[i * width + j];
    if (way === 1) {
      rows.push(...zip(fromI, i, fromJ, j), [i, j]);
      fromI = ++i;
      fromJ = ++j;
    } else if (way === 2) i++;
    else j++;
  }
  rows.push(...zip(fromI, n, fromJ, m));
  return rows;
}

// Lines without a partner stand side by side.
function zip(fromI, toI, fromJ, toJ) {
  const rows = [];
  for (let k = 0; k < Math.max(toI - fromI, toJ - fromJ); k++) {
    rows.push([fromI + k < toI ? fromI + k : -1, fromJ + k < toJ ? fromJ + k : -1]);
  }
  return rows;
}
