/** Types that the modules of the page share; those of the socket are in protocol.d.ts. */

import type { Answers, By, Kept, Lens, NodeLens, Quantity, Tab } from "./choices.js";
import type * as protocol from "./protocol.js";

export type { By, Lens, NodeLens, Quantity, Tab };

export type Connection = "connecting" | "live" | "reconnecting" | "closed";

/** An event of the server after its message was written in the language of the page. */
type Written<E> = E extends { message: protocol.Sentence } ? Omit<E, "message"> & { message: string } : E;
export type Ack = Written<protocol.Ack>;
export type Changed = Written<protocol.Changed>;
export type Diverged = Written<protocol.Diverged>;
export type Status = Written<protocol.Status>;
export type ServerEvent = Written<protocol.ServerEvent>;

export type { Program, ProgramOp } from "./protocol.js";

/** The events that answer commands in place of an ack, by the type of the command. */
interface OwnAnswers {
  inspect: protocol.Derivation;
  check_gradient: protocol.GradientCheck;
  program: protocol.Program;
  check_all: protocol.GradientsChecked;
  script: protocol.StepScript;
  uphill: Written<protocol.UphillFound>;
  grade: Written<protocol.Graded>;
  sample: protocol.SampleFound;
  export: protocol.Exported;
  graph: protocol.OpGraph;
  find_paths: protocol.PathsFound;
  gradient_terms: protocol.TermsFound;
  full_gradient: protocol.FullGradientFound;
  runs: protocol.RunsListed;
  export: protocol.Exported;
  gradient_terms: protocol.TermsFound;
  explain: protocol.Explained;
  input_gradient: protocol.InputGradientFound;
  full_gradient: protocol.FullGradientFound;
}
export type AnswerTo<R> = R extends { type: keyof OwnAnswers } ? OwnAnswers[R["type"]] : Ack;

/** One thing that hinders a network from learning. */
export type Finding = protocol.FindingFields & { run: number; step: number };

/** The sections of a frame, and those that the page computes from them. */
export type SectionName = protocol.Section["name"] | "signal" | "signal_b";
/** Those that a page asks for by their own name. */
export type WatchedName = Extract<SectionName, protocol.Watch["sections"][number]>;

/** One decoded binary frame; its sections are views into the received buffer. */
export interface Frame {
  layout: number;
  seq: number;
  step: number;
  epoch: number;
  command: number;
  running: boolean;
  midStep: boolean;
  /** The step that the losses, and the sections over all samples, are of: `step`, or an earlier one while a network trains whose losses take long. */
  lossStep: number;
  trainLoss: number;
  testLoss: number;
  sections: Map<string, SectionView>;
  /** The names of the nodes whose numbers it carries. */
  nodes: readonly string[];
  /** Numbers of the place that the page watches, as doubles; see `exactKey`. */
  exact?: ReadonlyMap<string, number>;
  /** The same step of the twin; null without one. */
  twin: Frame | null;
}

export interface SectionView {
  shape: readonly number[];
  values: Float64Array | Float32Array | Uint8Array;
}

/** All state of the page except the numbers of the latest frame. */
export interface State {
  connection: Connection;
  /** Why the connection is not live, as a sentence. */
  reason: string;
  resumedAt: number | null;
  running: boolean;
  experiment: Record<string, unknown> | null;
  /** Fields of the experiment that were requested and are not acknowledged yet. */
  pending: protocol.ExperimentFields;
  data: protocol.DataFields | null;
  network: protocol.NetworkFields | null;
  status: Status | null;
  /** The sentence that the status line shows. */
  message: string;
  tone: "plain" | "error";
  diverged: Diverged | null;
  /** What hinders each network from learning, the most severe first; by run. */
  findings: readonly (readonly Finding[])[];
  /** The key that lets others observe this session; null for an observer and before the welcome. */
  observerKey: string | null;
  /** Whether another page controls the session. */
  isObserver: boolean;
  /** The number of pages that observe this session. */
  observerCount: number;
  /** The second network, which trains beside the first; null without one. */
  twin: Twin | null;
  /** The program of the run's step, as it was when it was last asked for. */
  program: protocol.Program | null;
  view: View;
  /** What the pictures of networks that are not dense need of frames. */
  watched: Watched;
}

/** The second of two networks in lock-step. */
export interface Twin {
  experiment: Record<string, unknown>;
  network: protocol.NetworkFields;
  /** The fields that differ, with the value of the run and that of the twin. */
  differences: Record<string, [unknown, unknown]>;
  /** The first step after which parameters differ; null while all are equal. */
  first_difference: number | null;
}

/** Display settings and the speed; none of them changes the experiment. */
export interface View {
  tab: Tab;
  lens: Lens;
  nodeLens: NodeLens;
  by: By;
  /** Steps per second; null is as fast as possible. */
  speed: number | null;
  showTest: boolean;
  discretise: boolean;
  /** Which view of the output is requested; not every dataset allows all of them. */
  answers: Answers;
  /** Whether of the pictures of samples only those with a wrong answer are shown, and whether their list is held. */
  samples: { onlyWrong: boolean; isHeld: boolean };
  dashNegative: boolean;
  /** Whether the gradient strip is unfolded. */
  showFactors: boolean;
  /** Whether the edges of the twin show by how much they differ from those of the run. */
  difference: boolean;
  logLoss: boolean;
  logSteps: boolean;
  /** What the upper chart shows. */
  curve: "loss" | "accuracy";
  /** Smoothing of the upper chart's curves, from 0 (none) to 1. */
  smoothing: number;
  /** Which quantity of each layer the lower chart shows. */
  quantity: Quantity;
  /** Smoothing of the lower chart's curves. */
  layerSmoothing: number;
  /** Lowest and highest value of each chart's axis; null fits the axis to the curves. */
  axisLimits: Record<"loss" | "gradient", readonly [number | null, number | null]>;
  /** Whether the card of distributions is unfolded. */
  distributions: boolean;
  /** Whose distributions are shown: 1 is the twin, if there is one. */
  distributionRun: 0 | 1;
  /** The layer whose distributions are shown unless a neuron is pinned. */
  distributionLayer: number;
  shortcuts: boolean;
  hover: Target | null;
  pinned: Target | null;
  /** The weights of a path that is pointed at. */
  path: Extract<Target, { kind: "edge" }>[];
  /** The target whose numbers are also sent as doubles while it is selected. */
  exact: Target | null;
  /** What the right side shows inside a step. */
  part: "numbers" | "batch" | "code" | "graph" | "hand";
  /** Which of three sheets a phone shows inside a step. */
  sheet: "program" | "network" | "inspector";
  /** The place of an operation that is pointed at in the program. */
  op: number | null;
  /** Significant digits of the numbers inside a step: few, or all of a double. */
  digits: 4 | 17;
  /** The name of the preset whose text is shown, if the experiment is still its; null for none. */
  preset: string | null;
  /** Index of the probed training sample; null for the mean of the last batch. */
  probe: number | null;
}

/** Names of nodes of the graph, and sections, that frames carry for a picture. */
export interface Watched {
  nodes: readonly string[];
  sections: readonly WatchedName[];
}

/**
 * An input, a neuron, a whole layer, a weight, or a bias (an edge without a column). Layers as
 * in the protocol; of a network that is not dense, an edge's layer is its block, and a cell is
 * one number of a node, in one of the columns of a sample.
 */
export type Target =
  | { kind: "input"; index: number }
  | { kind: "neuron"; layer: number; index: number }
  | { kind: "layer"; layer: number }
  | { kind: "loss" }
  | { kind: "edge"; layer: number; row: number; column: number | null }
  | { kind: "cell"; node: string; site: number | null; row: number; column: number };

export type PageEvent =
  | { type: "connection"; connection: Connection; reason: string }
  | { type: "view"; patch: Partial<View> }
  | { type: "watched"; watched: Watched }
  | { type: "notice"; message: string; tone: "plain" | "error" }
  | { type: "reference"; isSet: boolean }
  | { type: "compare"; branch: number; isSet: boolean }
  | { type: "pending"; fields: protocol.ExperimentFields }
  | { type: "corrected" }
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
  /** The run beside its twin. */
  runA: string;
  runB: string;
  boundary: string;
  /** 256 packed colours from negative to positive. */
  map: Uint32Array;
  /** The same map as CSS. */
  mapCss: string[];
  /** 129 colours for edges, from most negative to most positive. */
  lines: string[];
  /** The same, packed. */
  linesPacked: Uint32Array;
  /** 256 packed colours for sizes of delta, from smallest to largest. */
  sizes: Uint32Array;
  groundPacked: number;
  panelPacked: number;
  hairlinePacked: number;
  classes: string[];
  /** The same for points, darker or lighter than the background of their class. */
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
  /** Layer as in the protocol; -1 for inputs. For a bias the layer that it feeds. */
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
  /** Layer as in the protocol; -1 for inputs. */
  layer: number;
  x: number;
  title: string;
  /** The label of the activation. */
  detail: string;
  activation: string;
  count: number;
  hidden: boolean;
  /** The number of units that are not drawn. */
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
  /** The space between two neurons of a column. */
  gap: number;
  headerHeight: number;
}

/** Something that the stage draws. */
export interface Renderer {
  resize: (width: number, height: number, ratio: number) => void;
  /** Returns whether another draw is needed. */
  draw: () => boolean;
  /** Each reads the signals on which a picture depends, and marks it as dirty. */
  invalidators: readonly (() => void)[];
}

export interface EdgeItem extends EdgeShape {
  /** -1 to 1, relative to the widest edge on screen. */
  share: number;
  width: number;
}

/** Display names. */
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
  /** Between the name of the upward axis and the plot. */
  yRoom: number;
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

/** The samples of an uploaded table; `names` are those of the columns of x, `target_names` of y, one for labels. */
export interface Samples {
  x: number[][];
  y: Label[] | number[][];
  names?: string[];
  target_names?: string[];
}

/** The JSON that the server embeds in the page. */
/** A row of the histograms by sign and magnitude. */
export type Magnitude = "delta" | "W" | "dW" | "ratio";

export interface PageData {
  live_fields: string[];
  /** The settings from which the samples follow. */
  data_fields: string[];
  defaults: Record<string, unknown>;
  /** A message, what to look at, comes with the words that load later. */
  presets: { name: string; group: string; label: string; message?: string; experiment: Record<string, unknown>; view: Record<string, unknown> }[];
  labels: Record<string, Record<string, string>>;
  limits: Record<string, [number, number]>;
  /** The most hidden layers, and units of each. */
  network_limits: { layers: number; units: number };
  /** Steps per second that the page offers; null, the last, is as fast as possible. */
  speeds: (number | null)[];
  /** What a page that was opened without a link shows; the rest of its view is the page's own. */
  view: Pick<
    View,
    "tab" | "lens" | "nodeLens" | "by" | "speed" | "answers" | "curve" | "smoothing" | "quantity" | "layerSmoothing" | "logLoss" | "logSteps" | "shortcuts"
  >;
  /** The lowest and the highest speed that a link may ask for. */
  speed_limits: [number, number];
  /** Optimizers whose step depends on no gradient but the present one. */
  memoryless: string[];
  /** The least and the largest output of the activations that have both. */
  output_ranges: Record<string, [number, number]>;
  /** Added to the mean square by the norm of attention. */
  rms_norm_eps: number;
  /** Inputs that are products of functions of a column each: the columns and the names of the functions. */
  features: Record<string, [column: string, name: string][]>;
  /** What the edges can show: sections of weights and of biases, and what is asked for under this lens only. */
  lenses: Record<Lens, { sections: [SectionName, SectionName]; watch: protocol.Watch["sections"]; of_sample: boolean }>;
  /** What the neurons can show: heatmaps, or a section on a scale of some decades, of none if it is linear. */
  node_lenses: Record<NodeLens, { section: WatchedName | ""; decades: number; of_step: boolean }>;
  /** The figures of the lower chart: sections, and whether their axis is logarithmic. */
  layer_figures: Record<Quantity, { section: Kept; is_log: boolean }>;
  /** The features that can be computed from an uploaded table, by its number of columns. */
  own_features: Record<number, string[]>;
  table_limits: { samples: number; features: number; numbers: number; classes: [number, number]; bytes: number; label: number; number: number; tables: number };
  /** Bytes of a message, characters of a piece of a text, bytes of all of it, and characters of an address and of a name, at most. */
  message_limits: Record<"bytes" | "piece" | "document" | "link" | "name", number>;
  /** Codes of a closed socket after which another one would be closed, too. */
  final_codes: number[];
  /** The pause that ends a gesture. */
  gesture_ms: number;
  /** z is counted from minus to plus `z_limit`, in equal bins; magnitudes in bins of a share of a decade. The rows of both histograms, and the columns before the bins of magnitudes. */
  histograms: { z_limit: number; bins: number; bins_per_decade: number; signals: ("z" | "a")[]; magnitudes: Magnitude[]; head: ("last" | "zeros" | "small")[] };
  /** The sections whose numbers may be too small for single precision, by what has one each. */
  tiny_sections: Record<"unit" | "bias" | "weight", SectionName[]>;
  datasets: Record<string, { help: string; fixed: boolean; all_train: boolean; feature_names: string[]; forms: string[] }>;
  /** The kinds of networks: the form of samples that each reads, how many numbers `hidden` may have, and what they may be; and with which data and numbers one begins where the present ones do not fit. */
  networks: Record<
    string,
    { reads: string; n_layers: [number, number]; n_units: [number, number]; fitting: { data: { dataset: string; loss: string }; hidden: number[] } }
  >;
}
