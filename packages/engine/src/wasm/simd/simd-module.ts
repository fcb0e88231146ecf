/**
 * What the module compiled from assembly/ exports; its sources there say what each argument means. Addresses, rows and
 * steps are in bytes of the backend's memory, all else counts values.
 */
export interface SimdModule {
  channelSums(u: number, v: number, rows: number, channels: number, sums: number, products: number): void;

  columnSums(x: number, rows: number, columns: number, sums: number): void;

  normalise(y: number, x: number, rows: number, channels: number, centre: number, slope: number, shift: number): void;

  combineCentred(
    y: number,
    u: number,
    v: number,
    rows: number,
    channels: number,
    centre: number,
    slopeU: number,
    slopeV: number,
    shift: number,
  ): void;

  packFilter(
    source: number,
    lines: number,
    columns: number,
    inputs: number,
    outputs: number,
    kStep: number,
    lStep: number,
    iStep: number,
    oStep: number,
    panels: number,
  ): void;

  unpackFilter(panels: number, lines: number, run: number, padded: number, outputs: number, target: number): void;

  placeImage(
    source: number,
    sourceRow: number,
    rows: number,
    columns: number,
    size: number,
    target: number,
    targetRow: number,
    targetPixel: number,
  ): void;

  tabulatePixels(
    height: number,
    width: number,
    across: number,
    down: number,
    yPixel: number,
    yRow: number,
    table: number,
  ): void;

  convolveImage(
    image: number,
    row: number,
    panels: number,
    lines: number,
    run: number,
    y: number,
    outputs: number,
    table: number,
    count: number,
  ): void;

  accumulateFilterGradient(
    image: number,
    row: number,
    across: number,
    down: number,
    panels: number,
    lines: number,
    padded: number,
    dy: number,
    height: number,
    width: number,
    outputs: number,
  ): void;

  transformInput(
    image: number,
    row: number,
    tileRows: number,
    tileColumns: number,
    channels: number,
    elements: number,
    matrix: number,
  ): void;

  transformOutput(
    elements: number,
    matrix: number,
    tileRows: number,
    tileColumns: number,
    outputs: number,
    y: number,
    yRow: number,
    yPixel: number,
    height: number,
    width: number,
  ): void;

  transformGradient(
    dy: number,
    height: number,
    width: number,
    tileRows: number,
    tileColumns: number,
    outputs: number,
    elements: number,
    matrix: number,
  ): void;

  transformFilter(panels: number, channels: number, outputs: number, elements: number): void;

  transformFilterGradient(elements: number, channels: number, outputs: number, panels: number): void;

  maxPoolGradient(
    x: number,
    dx: number,
    height: number,
    width: number,
    channels: number,
    dy: number,
    outHeight: number,
    outWidth: number,
    lines: number,
    columns: number,
    strideHeight: number,
    strideWidth: number,
    top: number,
    left: number,
  ): void;

  averagePoolGradient(
    dx: number,
    height: number,
    width: number,
    channels: number,
    dy: number,
    outHeight: number,
    outWidth: number,
    lines: number,
    columns: number,
    strideHeight: number,
    strideWidth: number,
    top: number,
    left: number,
  ): void;

  reluGradient(dx: number, dy: number, y: number, count: number): void;

  relu6Gradient(dx: number, dy: number, y: number, count: number): void;

  gelu(x: number, y: number, count: number): void;

  geluGradient(dx: number, dy: number, x: number, count: number): void;

  layerNorm(
    x: number,
    y: number,
    rows: number,
    features: number,
    scale: number,
    offset: number,
    epsilon: number,
    means: number,
    inverses: number,
  ): void;

  layerNormGradient(
    dx: number,
    dy: number,
    x: number,
    rows: number,
    features: number,
    scale: number,
    means: number,
    inverses: number,
    dScale: number,
    dOffset: number,
  ): void;

  depthwiseFilterGradient(
    x: number,
    height: number,
    width: number,
    channels: number,
    dy: number,
    outHeight: number,
    outWidth: number,
    lines: number,
    columns: number,
    strideHeight: number,
    strideWidth: number,
    dilationHeight: number,
    dilationWidth: number,
    top: number,
    left: number,
    dFilter: number,
  ): void;

  staircase(
    x: number,
    y: number,
    count: number,
    thresholds: number,
    strict: number,
    steps: number,
    values: number,
  ): void;
}
