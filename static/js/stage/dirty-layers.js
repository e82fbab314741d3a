/** Draws the layers of a picture, each only when something that it is drawn from has changed. */

/**
 * @template Of
 * @typedef {object} DrawnLayer
 * @property {() => void} reads reads the signals that the layer is drawn from
 * @property {(of: Of) => void} draw
 */

/**
 * Each layer is *dirty* from a change until it is drawn.
 *
 * @template Of what the layers are drawn of
 */
export class DirtyLayers {
  #layers;
  /** @type {Set<DrawnLayer<Of>>} */
  #dirty;

  /** @param {readonly DrawnLayer<Of>[]} layers in the order in which they are drawn */
  constructor(layers) {
    this.#layers = layers;
    this.#dirty = new Set(layers);
  }

  /** Functions that mark the layers as dirty, for effects. */
  get invalidators() {
    return this.#layers.map((layer) => () => {
      layer.reads();
      this.#dirty.add(layer);
    });
  }

  /** Marks all layers as dirty. */
  invalidate() {
    for (const layer of this.#layers) this.#dirty.add(layer);
  }

  /** Draws the dirty layers. @param {Of} of */
  draw(of) {
    for (const layer of this.#layers) if (this.#dirty.delete(layer)) layer.draw(of);
  }
}
