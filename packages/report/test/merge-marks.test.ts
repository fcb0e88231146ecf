import { parseHTML } from "linkedom/worker";
import { expect, test } from "vitest";
import { mergeMarks } from "../src/draw/merge-marks.ts";

function merged(inside: string): string {
  const { document } = parseHTML(`<svg><g stroke="red">${inside}</g></svg>`) as unknown as { document: Document };
  const plot = document.querySelector("svg") as Element;
  mergeMarks(plot);
  return plot.querySelector("g")?.innerHTML.replaceAll(" />", "/>").replaceAll("></path>", "/>") ?? "";
}

test("lines become one path", () => {
  expect(merged('<line x1="1" x2="3" y1="2" y2="4"/><line x1="5" x2="5" y1="6" y2="7.5"/>')).toBe(
    '<path d="M1,2L3,4M5,6L5,7.5"/>',
  );
});

test("shapes are moved to where they stood", () => {
  const square = 'd="M-3,-3h6v6h-6Z"';
  const arrow = 'd="M0,-4.5L4,0L-1e-3,4Z"';
  expect(merged(`<path ${square} transform="translate(10,20)"/><path ${arrow} transform="translate(1,2)"/>`)).toBe(
    '<path d="M7,17h6v6h-6ZM1,-2.5L5,2L0.999,6Z"/>',
  );
  expect(merged('<path d="M0,1L2,3"/><path d="M4,5L6,7"/>')).toBe('<path d="M0,1L2,3M4,5L6,7"/>');
});

test.each([
  ["one mark alone", '<path d="M0,0L1,1" transform="translate(2,3)"/>'],
  ["marks that look different", '<line x1="1" x2="1" y1="1" y2="2" stroke="blue"/><line x1="1" x2="1" y1="1" y2="2"/>'],
  ["curves", '<path d="M0,0A1,1,0,0,1,2,2"/><path d="M0,0L1,1"/>'],
  ["what is turned", '<path d="M0,0L1,1" transform="translate(2,3) rotate(4)"/><path d="M0,0L1,1"/>'],
  ["circles and text", '<circle cx="1" cy="1" r="2"/><text x="1">a</text>'],
])("%s stays as it is", (_, inside) => {
  expect(merged(inside)).toBe(inside);
});
