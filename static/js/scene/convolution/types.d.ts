/** Types of the picture of a convolutional network. */

/** A stage: filters that move over what it reads, f, and pooling. */
export interface Stage {
  /** The number of its nodes in the graph. */
  site: number;
  /** The block of its parameters. */
  block: number;
  n_filters: number;
  /** The number of maps that it reads. */
  channels: number;
  /** The rows, and the columns, of a kernel. */
  size: number;
  /** Rows and columns of the maps z and a. */
  map: readonly [number, number];
  /** Rows and columns of the pooled maps. */
  pooled: readonly [number, number];
  activation: string;
  /** Whether pooling hands the largest of four on; else their mean. */
  isMaxPool: boolean;
  /** Rows, and columns, of the squares that are pooled. */
  square: number;
  hasBias: boolean;
}

/** The dense layer at the end. */
export interface Head {
  site: number;
  block: number;
  n_outputs: number;
  /** The number of pooled maps that it reads, and their rows and columns. */
  n_maps: number;
  map: readonly [number, number];
  activation: string;
  hasBias: boolean;
}

export interface Net {
  picture: readonly [number, number];
  stages: readonly Stage[];
  head: Head;
}

/**
 * What a matrix of the picture shows: the input and the gradient of the loss by it, kernels, biases
 * and their gradients, feature maps, pooled maps, weights and biases of the output, the output.
 */
export type Part = "x" | "dx" | "K" | "dK" | "b" | "db" | "z" | "a" | "pool" | "W" | "y";

/** A number of the picture. */
export interface Place {
  part: Part;
  /** The stage; that of the output is the number of stages. */
  stage: number;
  /** The filter, or the output that a weight leads to. */
  filter: number;
  /** The map that a kernel, or a weight of the output, reads. */
  channel: number;
  row: number;
  column: number;
}

/** A matrix on screen, in CSS pixels. */
export interface Plot {
  part: Part;
  stage: number;
  filter: number;
  channel: number;
  rows: number;
  columns: number;
  x: number;
  y: number;
  /** The size of a cell. */
  cell: number;
  /** Another width of a cell, of the bars of the output. */
  wide?: number;
}

/** A column of matrices with one meaning, and its heading. */
export interface Band {
  part: Part;
  stage: number;
  x: number;
  width: number;
  /** The number of filters that have no room. */
  omitted: number;
  /** The first of its filters and the first that is not among them, where those of a stage are in two columns. */
  group: readonly [first: number, end: number] | null;
}

export interface Shape {
  net: Net;
  width: number;
  height: number;
  /** Where the headings end. */
  top: number;
  bands: readonly Band[];
  plots: readonly Plot[];
}

/** Neighbouring cells of a matrix. */
export interface Span extends Place {
  rows: number;
  columns: number;
}
