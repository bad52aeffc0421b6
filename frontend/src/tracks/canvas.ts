// Trails on a canvas of their own above the map: a step through time then redraws trails only, not the whole map,
// which with many airspaces takes a second in software. Whole flight paths do not change with time and stay in the map,
// under its names.

import type {Camera} from '../camera'
import type {Layers} from '../layers'
import {giveBack} from '../maplibre'

export class TrailCanvas {
  readonly canvas = document.createElement('canvas')
  private gl: WebGL2RenderingContext | null = null
  private empty = true

  constructor(private readonly layers: Layers, private readonly camera: Camera) {
    this.canvas.className = 'overlay'
    this.canvas.setAttribute('aria-hidden', 'true')
  }

  draw(): void {
    const layers = this.layers.items.flatMap(({tracks, visible}) => (tracks && visible && tracks.trails ? [tracks] : []))
    const {matrix, map} = this.camera
    if (!map || !matrix || (layers.length === 0 && this.empty)) return
    const gl = (this.gl ??= this.canvas.getContext('webgl2', {alpha: true, antialias: false, depth: false, stencil: false}))
    if (!gl) return
    const {width, height} = map.getCanvas()
    if (this.canvas.width !== width || this.canvas.height !== height) Object.assign(this.canvas, {width, height})
    gl.viewport(0, 0, width, height)
    gl.clearColor(0, 0, 0, 0)
    gl.clear(gl.COLOR_BUFFER_BIT)
    for (const layer of layers) layer.draw(gl, matrix, 'trails')
    this.empty = layers.length === 0
  }

  close(): void {
    giveBack(this.gl)
    this.gl = null
  }

  /** Wait for the pixels, for measurements. */
  finish(): void {
    this.gl?.readPixels(0, 0, 1, 1, this.gl.RGBA, this.gl.UNSIGNED_BYTE, new Uint8Array(4))
  }
}
