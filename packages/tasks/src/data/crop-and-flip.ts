import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/**
 * Augmentation of small images (He, Zhang, Ren, Sun 2015, arXiv 1512.03385, sec. 4.2): `padding` pixels are added on each
 * side, and a window of the image's own size is cut from that, or from its mirror image. The padding is black, pixels
 * of 0 before normalisation, as torchvision's RandomCrop pads images; the paper does not say.
 */
export interface CropAndFlip {
  readonly padding: number;
}

/** Where one image is cut. */
export interface Window {
  /** Rows from the image's top to the window's, -padding to padding. */
  readonly down: number;
  /** Columns from the image's left to the window's, -padding to padding. */
  readonly right: number;
  /** Whether left and right change places in the window. */
  readonly mirrored: boolean;
}

/**
 * A window for each of `count` images: every place equally likely, mirrored or not by a fair coin, drawn by xoroshiro128+.
 * @param seed unsigned 32 bits
 */
export function drawWindows(count: number, { padding }: CropAndFlip, seed: number): Window[] {
  const random = xoroshiro128plus(seed);
  return Array.from({ length: count }, () => ({
    down: uniformInt(random, -padding, padding),
    right: uniformInt(random, -padding, padding),
    mirrored: uniformInt(random, 0, 1) === 1,
  }));
}
