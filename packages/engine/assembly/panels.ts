/**
 * @file Panels: how a filter lies in memory while a convolution runs. Outputs in groups of eight, one group after the
 * other; in a group one row of eight floats for each value of a window, line by line of the window. Outputs that there
 * are not are zeros.
 */

/**
 * Packs a filter whose element (line k, column l, input i, output o) lies at `source + k kStep + l lStep + i iStep + o oStep`.
 * Steps are signed: a filter may be rotated or transposed while it is packed.
 */
export function packFilter(
  source: usize,
  lines: usize,
  columns: usize,
  inputs: usize,
  outputs: usize,
  kStep: isize,
  lStep: isize,
  iStep: isize,
  oStep: isize,
  panels: usize,
): void {
  for (let o: usize = 0; o < outputs; o += 8) {
    const lanes = min<usize>(8, outputs - o);
    for (let k: usize = 0; k < lines; k++) {
      for (let l: usize = 0; l < columns; l++) {
        let from = source + k * kStep + l * lStep + o * oStep;
        for (let i: usize = 0; i < inputs; i++) {
          for (let lane: usize = 0; lane < lanes; lane++)
            store<f32>(panels + (lane << 2), load<f32>(from + lane * oStep));
          for (let lane = lanes; lane < 8; lane++) store<f32>(panels + (lane << 2), 0);
          panels += 32;
          from += iStep;
        }
      }
    }
  }
}

/**
 * Unpacks panels of which every line has `padded` rows, its first `run` in use, to `target` [lines, run, outputs].
 */
export function unpackFilter(
  panels: usize,
  lines: usize,
  run: usize,
  padded: usize,
  outputs: usize,
  target: usize,
): void {
  for (let o: usize = 0; o < outputs; o += 8) {
    const lanes = min<usize>(8, outputs - o);
    for (let k: usize = 0; k < lines; k++) {
      for (let m: usize = 0; m < run; m++) {
        const to = target + (((k * run + m) * outputs + o) << 2);
        const from = panels + (m << 5);
        for (let lane: usize = 0; lane < lanes; lane++) store<f32>(to + (lane << 2), load<f32>(from + (lane << 2)));
      }
      panels += padded << 5;
    }
  }
}
