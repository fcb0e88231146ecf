/**
 * Copies `rows` x `columns` pixels of `size` bytes, a multiple of 4, that lie side by side in rows `sourceRow` apart, to
 * where pixels lie `targetPixel` and rows `targetRow` apart.
 */
export function placeImage(
  source: usize,
  sourceRow: usize,
  rows: usize,
  columns: usize,
  size: usize,
  target: usize,
  targetRow: usize,
  targetPixel: usize,
): void {
  for (let r: usize = 0; r < rows; r++) {
    if (targetPixel === size) {
      memory.copy(target, source, columns * size);
    } else {
      let from = source;
      let to = target;
      for (let c: usize = 0; c < columns; c++) {
        copyPixel(from, to, size);
        from += size;
        to += targetPixel;
      }
    }
    source += sourceRow;
    target += targetRow;
  }
}

function copyPixel(from: usize, to: usize, size: usize): void {
  const vectors = size & ~15;
  let at: usize = 0;
  for (; at < vectors; at += 16) v128.store(to + at, v128.load(from + at));
  for (; at < size; at += 4) store<f32>(to + at, load<f32>(from + at));
}
