/** Types that the modules of the page share; those of the socket are in protocol.d.ts. */

import type * as protocol from "./protocol.js";

export type Lens = "weights" | "gradients" | "updates" | "signal";
export type By = "op" | "layer" | "phase" | "step" | "epoch";
export type Connection = "connecting" | "live" | "reconnecting" | "closed";

/** One binary frame; its sections are views into the buffer that came in. */
export interface Frame {
  layout: number;
  seq: number;
  step: number;
  epoch: number;
  command: number;
  running: boolean;
  midStep: boolean;
  trainLoss: number;
  testLoss: number;
  sections: Map<string, SectionView>;
}

export interface SectionView {
  shape: readonly number[];
  values: Float64Array | Float32Array | Uint8Array;
}

/** All state of the page that is not a number of the latest frame. */
export interface State {
  connection: Connection;
  /** Why the connection is not live, in words. */
  reason: string;
  resumedAt: number | null;
  running: boolean;
  experiment: Record<string, unknown> | null;
  /** Fields of the experiment that are asked for and not answered yet. */
  pending: protocol.ExperimentFields;
  data: protocol.DataFields | null;
  network: protocol.NetworkFields | null;
  status: protocol.Status | null;
  /** The last thing that happened, in words for the status line. */
  message: string;
  tone: "plain" | "error";
  diverged: protocol.Diverged | null;
  /** With what others may look on; null while this page itself looks on, or waits. */
  observerKey: string | null;
  /** Whether another page steers. */
  isObserver: boolean;
  /** Pages that look on at this one. */
  observerCount: number;
  view: View;
}

/** What the viewer chose to see; touches nothing in the run. */
export interface View {
  lens: Lens;
  by: By;
  /** Steps per second; null is as fast as it goes. */
  speed: number | null;
  showTest: boolean;
  discretise: boolean;
  /** How the network's answers are shown, where there is a choice. */
  answers: "boundary" | "samples" | "confusion";
  dashNegative: boolean;
  logLoss: boolean;
  logSteps: boolean;
  /** What the upper chart shows. */
  curve: "loss" | "accuracy";
  /** 0 (none) to 1, of the curves. */
  smoothing: number;
  /** Lowest and highest value of each chart's axis; null follows the curves. */
  limits: Record<"loss" | "gradient", readonly [number | null, number | null]>;
  shortcuts: boolean;
  hover: Target | null;
  pinned: Target | null;
  /** Training sample that is looked at, from 0; null for the mean of the last batch. */
  probe: number | null;
}

/** A neuron, a weight, or a bias (row without column). Layers as on the wire. */
export type Target =
  | { kind: "input"; index: number }
  | { kind: "neuron"; layer: number; index: number }
  | { kind: "edge"; layer: number; row: number; column: number | null };

export type PageEvent =
  | { type: "connection"; connection: Connection; reason: string }
  | { type: "view"; patch: Partial<View> }
  | { type: "notice"; message: string; tone: "plain" | "error" }
  | { type: "reference"; isSet: boolean }
  | { type: "pending"; fields: protocol.ExperimentFields }
  | { type: "dismiss" };

/** The colours that painters use. */
export interface Theme {
  dark: boolean;
  ground: string;
  panel: string;
  sunken: string;
  ink: string;
  muted: string;
  hairline: string;
  edge: string;
  accent: string;
  positive: string;
  negative: string;
  forward: string;
  backward: string;
  pointRing: string;
  pointPositive: string;
  pointNegative: string;
  curveTrain: string;
  curveTest: string;
  boundary: string;
  /** 256 packed colours from negative to positive. */
  map: Uint32Array;
  /** The same map as CSS. */
  mapCss: string[];
  /** 129 colours for edges, from most negative to most positive. */
  lines: string[];
  /** The same, packed. */
  linesPacked: Uint32Array;
  groundPacked: number;
  panelPacked: number;
  classes: string[];
  /** The same for points, which stand out from their class's ground. */
  pointClasses: string[];
  classesRgb: (readonly [number, number, number])[];
  middle: readonly [number, number, number];
  /** Colours of `count` layers, in order. */
  layers: (count: number) => string[];
  rem: number;
  font: string;
}

export interface NodeShape {
  id: string;
  kind: "input" | "neuron" | "bias";
  /** Column on the canvas: 0 holds the inputs. */
  column: number;
  /** Layer as on the wire; -1 for inputs. For a bias the layer it leads to. */
  layer: number;
  index: number;
  x: number;
  y: number;
  size: number;
  label: string;
}

export interface EdgeShape {
  layer: number;
  row: number;
  column: number | null;
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

export interface ColumnShape {
  /** Layer as on the wire; -1 for inputs. */
  layer: number;
  x: number;
  title: string;
  /** The activation as people read it. */
  detail: string;
  activation: string;
  count: number;
  hidden: boolean;
  /** Units that are there but not drawn one by one. */
  omitted: number;
  omittedY: number;
}

export interface NetworkShape {
  width: number;
  height: number;
  columns: ColumnShape[];
  nodes: NodeShape[];
  edges: EdgeShape[];
  nodeSize: number;
  /** Between two neurons of a column. */
  gap: number;
  headerHeight: number;
}

export interface EdgeItem extends EdgeShape {
  /** -1 to 1, relative to the widest edge on screen. */
  share: number;
  width: number;
}

/** Names as people read them. */
export interface Labels {
  activation: (name: string) => string;
  input: (name: string) => string;
}

export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Ranges of the two inputs: [left, right], [bottom, top]. */
export type Plane = [[number, number], [number, number]];

/** Geometry of the output plot. */
export interface PlotShape {
  /** The square or rectangle inside the axes. */
  plot: Rect;
  xTicks: { at: number; value: number }[];
  yTicks: { at: number; value: number }[];
  x: (value: number) => number;
  y: (value: number) => number;
  xName: string;
  yName: string;
}

export interface PointItem {
  x: number;
  y: number;
  label: number;
}

/** A sample that was drawn by hand; `brush` is its class. */
export interface Dot {
  x: number;
  y: number;
  brush: number;
}

export type Label = string | number;

/** Samples of an own table; `names` are those of the columns of x. */
export interface Samples {
  x: number[][];
  y: Label[] | number[][];
  names?: string[];
}

/** What the server puts into the page for the scripts. */
export interface PageData {
  live_fields: string[];
  defaults: Record<string, unknown>;
  presets: { name: string; label: string; message: string; experiment: Record<string, unknown>; view: Record<string, unknown> }[];
  labels: Record<string, Record<string, string>>;
  limits: Record<string, [number, number]>;
  /** Inputs that can be made of so many own columns. */
  own_features: Record<number, string[]>;
  table_limits: { samples: number; features: number; numbers: number; classes: [number, number]; bytes: number };
  datasets: Record<string, { help: string; fixed: boolean; feature_names: string[] }>;
}
