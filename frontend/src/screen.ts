// From mercator units to screen pixels with the map's own matrix, for picking and for what is drawn over the map.

import {WORLD} from './mercator'
import type {Box} from './tracks/window'

export class Screen {
  /** `matrix` maps Web Mercator (0..1) to clip space, column by column; width and height in CSS pixels. */
  constructor(private readonly matrix: ArrayLike<number>, readonly width: number, readonly height: number,
              private readonly unproject: (px: number, py: number) => [x: number, y: number]) {}

  /** Pixels from the top left; NaN behind the camera. */
  project(x: number, y: number): [px: number, py: number] {
    const m = this.matrix
    const mx = x / WORLD
    const my = y / WORLD
    const w = m[3] * mx + m[7] * my + m[15]
    if (w <= 0) return [NaN, NaN]
    return [
      ((m[0] * mx + m[4] * my + m[12]) / w + 1) * 0.5 * this.width,
      (1 - (m[1] * mx + m[5] * my + m[13]) / w) * 0.5 * this.height,
    ]
  }

  /** The box, in mercator units, of all that is within `radius` pixels. */
  boxAround(px: number, py: number, radius: number): Box {
    return this.boxOf([[px - radius, py - radius], [px + radius, py - radius], [px + radius, py + radius], [px - radius, py + radius]])
  }

  /** The box of the view, `margin` times its size larger on every side. */
  view(margin: number): Box {
    const box = this.boxOf([[0, 0], [this.width, 0], [this.width, this.height], [0, this.height]])
    const dx = margin * (box.east - box.west)
    const dy = margin * (box.south - box.north)
    return {west: box.west - dx, east: box.east + dx, north: box.north - dy, south: box.south + dy}
  }

  private boxOf(corners: [number, number][]): Box {
    const points = corners.map(([px, py]) => this.unproject(px, py))
    const xs = points.map(([x]) => x)
    const ys = points.map(([, y]) => y)
    return {west: Math.min(...xs), east: Math.max(...xs), north: Math.min(...ys), south: Math.max(...ys)}
  }
}

/** `matrix` applied after moving the origin to (x, y) (mercator 0..1) and counting in units of WORLD: safe in float32. */
export function localMatrix(matrix: ArrayLike<number>, x: number, y: number): Float32Array {
  const local = new Float32Array(16)
  for (let row = 0; row < 4; row++) {
    local[row] = matrix[row] / WORLD
    local[4 + row] = matrix[4 + row] / WORLD
    local[8 + row] = matrix[8 + row]
    local[12 + row] = matrix[row] * x + matrix[4 + row] * y + matrix[12 + row]
  }
  return local
}
