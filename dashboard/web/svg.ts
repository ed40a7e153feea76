/** Drawings of our own: elements of SVG, and files of them. */
import type { Row } from "./api.ts";
import { scaled } from "./chart.ts";
import { h } from "./dom.ts";
import type { MakePicture } from "./picture.ts";
import { colour } from "./theme.ts";

type Attributes = Record<string, string | number | undefined>;

/** `s("rect", { x: 1, class: "good" })`; text goes in as text. */
export function s<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (SVGElement | string)[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

export interface Ground {
  drawing: SVGSVGElement;
  /** Pixels. */
  width: number;
  /** Pixels of a line of text. */
  unit: number;
}

/** A picture that `draw` makes anew with new rows or another width; it gives the height that it took. */
export const svgPicture =
  (draw: (ground: Ground, rows: readonly Row[]) => number): MakePicture =>
  (signal) => {
    const drawing = s("svg");
    const element = h("div", { class: "drawing", role: "img" }, drawing);
    let rows: readonly Row[] = [];
    const paint = () => {
      const width = element.clientWidth;
      if (width === 0 || rows.length === 0) return;
      const height = draw({ drawing, width, unit: scaled(15) }, rows);
      drawing.setAttribute("viewBox", `0 0 ${width} ${height}`);
      drawing.setAttribute("height", String(height));
    };
    const observer = new ResizeObserver(paint);
    observer.observe(element);
    signal.addEventListener("abort", () => observer.disconnect());
    return {
      element,
      show(shown, words) {
        rows = shown;
        element.setAttribute("aria-label", words);
        paint();
      },
      files: svgFiles(drawing),
    };
  };

const STYLES = [
  "fill",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "font-family",
  "font-size",
  "font-weight",
  "opacity",
];
const STYLES_OF_PLACE = ["text-anchor", "transform", "dominant-baseline"];

/** The drawing with its styles written into it, as a file needs them. */
export function svgText(drawing: SVGSVGElement): string {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const originals = drawing.querySelectorAll<SVGElement>("*");
  copy.querySelectorAll<SVGElement>("*").forEach((element, at) => {
    const style = getComputedStyle(originals[at] as SVGElement);
    for (const name of [...STYLES, ...STYLES_OF_PLACE]) element.style.setProperty(name, style.getPropertyValue(name));
  });
  const { width, height } = drawing.getBoundingClientRect();
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  copy.prepend(s("rect", { width, height, fill: colour("card") }));
  return new XMLSerializer().serializeToString(copy);
}

/** Addresses of the drawing as SVG and as PNG. */
export const svgFiles = (drawing: SVGSVGElement) => {
  const svg = async () => URL.createObjectURL(new Blob([svgText(drawing)], { type: "image/svg+xml" }));
  return {
    svg,
    async png() {
      const image = new Image();
      image.src = await svg();
      await image.decode();
      const canvas = document.createElement("canvas");
      const scale = 2;
      canvas.width = image.width * scale;
      canvas.height = image.height * scale;
      canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
      URL.revokeObjectURL(image.src);
      return canvas.toDataURL("image/png");
    },
  };
};
