// Between mercator units and screen pixels with the map's own matrix, for picking and for what is drawn over the map.

import {mat4, vec4} from 'gl-matrix'
import {WORLD} from './mercator'
import type {Box} from './tracks/window'

/** What a third dimension adds: nothing of it counts on a flat map. */
export interface Depth {
  /** Mercator units (0..1 around the world) that one metre of height is drawn high; 0: a flat map. */
  lift: number
  /** Heights (m) between which things are drawn. */
  lowest: number
  highest: number
  /** Height of the ground as drawn, m; x, y in units of WORLD. */
  ground: (x: number, y: number) => number
}

export const FLAT: Depth = {lift: 0, lowest: 0, highest: 0, ground: () => 0}

type Point = [x: number, y: number]

export class Screen {
  private inverse: mat4 | null = null

  /** `matrix` maps Web Mercator (0..1) to clip space, column by column; width and height in CSS pixels. */
  constructor(private readonly matrix: ArrayLike<number>, readonly width: number, readonly height: number, readonly depth: Depth = FLAT) {}

  /** Pixels from the top left of a place `height` m high, or on the ground where that is unknown; NaN behind the camera. */
  project(x: number, y: number, height = NaN): [px: number, py: number] {
    const m = this.matrix
    const {lift, ground} = this.depth
    const mx = x / WORLD
    const my = y / WORLD
    const mz = lift === 0 ? 0 : lift * (height === height ? height : ground(x, y))
    const w = m[3] * mx + m[7] * my + m[11] * mz + m[15]
    if (w <= 0) return [NaN, NaN]
    return [
      ((m[0] * mx + m[4] * my + m[8] * mz + m[12]) / w + 1) * 0.5 * this.width,
      (1 - (m[1] * mx + m[5] * my + m[9] * mz + m[13]) / w) * 0.5 * this.height,
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

  /** What the pixels may show at any height that is drawn; towards the horizon as far as the map is drawn at all. */
  private boxOf(corners: Point[]): Box {
    const {lift, lowest, highest} = this.depth
    const heights = lift === 0 ? [0] : [lowest, highest]
    const points = heights.flatMap(height => corners.map(([px, py]) => this.unproject(px, py, height)))
    const xs = points.map(([x]) => x)
    const ys = points.map(([, y]) => y)
    return {west: Math.min(...xs), east: Math.max(...xs), north: Math.min(...ys), south: Math.max(...ys)}
  }

  /** Where the ray through a pixel meets a height; the end of the ray that is nearer to it, if it never does. */
  private unproject(px: number, py: number, height: number): Point {
    const inverse = (this.inverse ??= mat4.invert(new Float64Array(16) as unknown as mat4, this.matrix as mat4))
    if (!inverse) return [NaN, NaN]
    const clip = [(2 * px) / this.width - 1, 1 - (2 * py) / this.height] as const
    const near = unprojected(inverse, clip[0], clip[1], -1)
    const far = unprojected(inverse, clip[0], clip[1], 1)
    const fall = far[2] - near[2]
    const target = height * this.depth.lift
    let share = fall === 0 ? 1 : (target - near[2]) / fall
    // behind the camera: a plane above one that looks down, or below one that looks up to the sky
    if (share < 0) share = fall < 0 ? 0 : 1
    share = Math.min(1, share)
    return [(near[0] + share * (far[0] - near[0])) * WORLD, (near[1] + share * (far[1] - near[1])) * WORLD]
  }
}

function unprojected(inverse: mat4, x: number, y: number, z: number): [number, number, number] {
  const point = vec4.transformMat4(new Float64Array(4) as unknown as vec4, [x, y, z, 1], inverse)
  return [point[0] / point[3], point[1] / point[3], point[2] / point[3]]
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
