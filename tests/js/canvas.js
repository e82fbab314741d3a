/** A drawing context that records what is painted, each shape with its path and its style. */

const STYLE = {
  fillStyle: "",
  strokeStyle: "",
  lineWidth: 1,
  globalAlpha: 1,
  font: "",
  textAlign: "start",
  textBaseline: "alphabetic",
  lineCap: "butt",
  lineJoin: "miter",
};
const PATH = ["moveTo", "lineTo", "bezierCurveTo", "arc", "rect", "roundRect", "closePath"];
const LETTER_PX = 7;

/** @param {{ width: number, height: number }} [canvas] */
export function recordingContext(canvas = { width: 300, height: 150 }) {
  /** @type {{ does: string, path?: unknown[][], args?: unknown[], [style: string]: unknown }[]} */
  const painted = [];
  let path = [];
  const saved = [];
  const style = () => Object.fromEntries(Object.keys(STYLE).map((name) => [name, ctx[name]]));
  const paint =
    (does) =>
    (...args) =>
      void painted.push({ does, args, path, dash: ctx.getLineDash(), ...style() });
  let dash = [];
  const ctx = {
    ...STYLE,
    canvas,
    painted,
    transform: [1, 0, 0, 1, 0, 0],
    beginPath() {
      path = [];
    },
    save: () => void saved.push({ ...style(), dash }),
    restore() {
      const { dash: old = [], ...before } = saved.pop() ?? {};
      dash = old;
      Object.assign(ctx, before);
    },
    clip() {},
    translate() {},
    scale() {},
    rotate() {},
    setTransform(...matrix) {
      ctx.transform = matrix;
    },
    setLineDash(lengths) {
      dash = [...lengths];
    },
    getLineDash: () => dash,
    measureText: (text) => ({ width: LETTER_PX * text.length }),
    transferFromImageBitmap: (picture) => void painted.splice(0, Infinity, ...(picture ?? [])),
    createImageData: (width, height) => new ImageData(width, height),
    clearRect: (...box) => {
      painted.length = 0;
      paint("clearRect")(...box);
    },
  };
  for (const name of PATH) {
    ctx[name] = (...args) => {
      path = [...path, [name, ...args]];
    };
  }
  for (const name of ["fill", "stroke", "fillRect", "strokeRect", "fillText", "strokeText", "drawImage", "putImageData"]) ctx[name] = paint(name);
  return ctx;
}

/** The texts that are painted, each once. */
export const textsOf = ({ painted }) => painted.filter(({ does }) => does === "fillText").map(({ args }) => args[0]);

/** What is painted in a colour, filled or stroked. */
export const paintedIn = ({ painted }, color) =>
  painted.filter(({ does, fillStyle, strokeStyle }) => (/^fill/.test(does) ? fillStyle : does === "stroke" ? strokeStyle : null) === color);
