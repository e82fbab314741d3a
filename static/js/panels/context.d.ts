import type { ReadonlySignal } from "@preact/signals-core";
import type { InputLabels } from "../base/words/labels.js";
import type { Curves } from "../charts/prepare.js";
import type { Ask } from "../net/requests.js";
import type { Sentence } from "../protocol.js";
import type { Actions } from "../state/edits/actions.js";
import type { Store } from "../state/store/store.js";
import type { Frame, NetworkShape, PageData, Renderer, Watched } from "../types.js";

/** What a picture of a chart is made of. */
export interface ChartSource {
  id: string;
  title: () => string;
  curves: () => Curves;
}

/** Where a picture of a network that is not dense is. */
export interface PictureElements {
  /** Empty, and has the room of the network and of its gradient strip. */
  box: HTMLElement;
  /** What a key has selected, for screen readers. */
  spoken: HTMLElement;
  /** The store of the other of two networks; its state has no network without one. */
  beside: Store;
}

/** The picture of a kind of network; the size is that of its box. */
export interface Picture extends Renderer {
  /** What it needs of frames besides the parameters, their gradients and updates, and targets. */
  wants: ReadonlySignal<Watched>;
}

/** Makes the picture of a kind, for the run (0) or its twin (1). While another kind is on screen, `context.store` has no network. */
export type BindPicture = (context: PanelContext, elements: PictureElements, run: number) => Picture;

/** What every panel may use. */
export interface PanelContext {
  store: Store;
  page: PageData;
  actions: Actions;
  /** Returns the display name of an input. */
  label: InputLabels;
  shape: ReadonlySignal<NetworkShape | null>;
  /** What the charts show; none until they are loaded. */
  charts: () => readonly ChartSource[];
  /** Gives the frames to `read` alone, while the page stays at the step that it shows; null ends that. */
  readFrames: (read: ((frame: Frame) => void) | null) => void;
  /** Connects again at once. */
  retry: () => void;
  /** Asks the server something that is answered by an event of its own, without a word in the status line. */
  ask: Ask;
  /** Writes a sentence of the server. */
  write: (sentence: Sentence) => string;
}
