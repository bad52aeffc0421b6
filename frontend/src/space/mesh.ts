// Airspaces as bodies between their limits: walls along their outlines, a face where a limit is, edges where it stands out.

import earcut from 'earcut'
import type {Airspace, Ring} from '../airspaces/data'
import {mercatorX, mercatorY, WORLD} from '../mercator'
import {limitOf, type Limit, type Surface} from './limits'
import {densify, simplify, subdivide, type Point} from './subdivide'

/** Height of the ground, m AMSL; x, y in units of WORLD. */
export type GroundAt = (x: number, y: number) => number

export interface Span {
  /** What has no upper limit, or an unknown one, is drawn up to here, m. */
  cap: number
  /** Below all ground that is drawn, m. */
  bottom: number
}

/** Indexed vertices of all bodies of one layer. */
export interface Mesh {
  /** x, y in units of WORLD. */
  places: Int32Array<ArrayBuffer>
  /** m. */
  heights: Float32Array<ArrayBuffer>
  /** From 1 to 0 where a body fades out because nobody knows where it ends, or it never does. */
  shares: Float32Array<ArrayBuffer>
  /** Index of the airspace. */
  owners: Uint32Array<ArrayBuffer>
  triangles: Uint32Array<ArrayBuffer>
  edges: Uint32Array<ArrayBuffer>
}

/** Corners sharper than this get an upright edge; the many points of a circle do not. */
const CORNER = (25 * Math.PI) / 180
/** Outlines may be off by this share of their size: a circle of hundreds of points then has 64. */
const TOLERANCE = 1 / 1000
/** Pieces along the longer side of what follows the ground: few where there are many airspaces, for all are drawn each time. */
const PIECES = {least: 6, most: 48}
const MOST_TRIANGLES = 60_000

/** `ground` says the ground under each airspace that follows it, by its index; without it, it stands at 0 m. */
export function buildMesh(airspaces: Airspace[], ground: Map<number, GroundAt>, span: Span): Mesh {
  const builder = new MeshBuilder()
  const pieces = Math.max(PIECES.least, Math.min(PIECES.most, Math.floor(Math.sqrt(MOST_TRIANGLES / (3 * Math.max(1, ground.size))))))
  for (const airspace of airspaces) addBody(builder, airspace, ground.get(airspace.index), span, pieces)
  return builder.finish()
}

/** Whether the body needs to know the ground under it. */
export function followsGround({limits: {floor, ceiling}}: Airspace): boolean {
  return [floor, ceiling].some(levels => isSurface(limitOf(levels)) && (limitOf(levels) as Surface).follows)
}

const isSurface = (limit: Limit): limit is Surface => typeof limit !== 'string'

function addBody(builder: MeshBuilder, airspace: Airspace, ground: GroundAt | undefined, {cap, bottom}: Span, pieces: number): void {
  const floor = limitOf(airspace.limits.floor)
  const ceiling = limitOf(airspace.limits.ceiling)
  const low = (ground: number) => (isSurface(floor) ? floor.at(ground) : bottom)
  // an upper limit that lies below the lower one, somewhere or everywhere, leaves nothing between them
  const high = (ground: number) => Math.max(isSurface(ceiling) ? ceiling.at(ground) : ceiling === 'ground' ? bottom : cap, low(ground))
  const body: Body = {
    owner: airspace.index, low, high, ground: ground ?? (() => 0), pieces: ground ? pieces : 0, floored: isSurface(floor), capped: isSurface(ceiling),
    lowShare: floor === 'unknown' || floor === 'unlimited' ? 0 : 1, highShare: isSurface(ceiling) ? 1 : 0,
  }
  for (const polygon of airspace.polygons) addPolygon(builder, body, polygon.map(placed))
}

interface Body {
  owner: number
  /** Heights of the limits over ground of a height, m. */
  low: (ground: number) => number
  high: (ground: number) => number
  ground: GroundAt
  /** 0: its limits are level. */
  pieces: number
  floored: boolean
  capped: boolean
  lowShare: number
  highShare: number
}

function placed(ring: Ring): Point[] {
  return ring.map(([longitude, latitude]) => [mercatorX(longitude) * WORLD, mercatorY(latitude) * WORLD])
}

function addPolygon(builder: MeshBuilder, body: Body, outlines: Point[][]): void {
  const size = sizeOf(outlines[0])
  const rings = outlines.map(ring => simplify(ring, size * TOLERANCE))
  const length = body.pieces > 0 ? Math.max(1, size / body.pieces) : Infinity
  for (const ring of rings) addWalls(builder, body, body.pieces > 0 ? densify(ring, length) : ring)
  const points = rings.flatMap(ring => ring.slice(0, -1))
  const holes = rings.slice(1).map((_, i) => rings.slice(0, i + 1).reduce((sum, ring) => sum + ring.length - 1, 0))
  // numbers around the first point: earcut multiplies them
  const [x0, y0] = points[0] ?? [0, 0]
  let triangles = earcut(points.flatMap(([x, y]) => [x - x0, y - y0]), holes)
  if (body.pieces > 0) triangles = subdivide(points, triangles, length)
  if (body.capped) builder.addFace(points, triangles, (x, y) => body.high(body.ground(x, y)), body.owner)
  if (body.floored) builder.addFace(points, triangles, (x, y) => body.low(body.ground(x, y)), body.owner)
}

function sizeOf(ring: Point[]): number {
  const [xs, ys] = [ring.map(([x]) => x), ring.map(([, y]) => y)]
  return Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys))
}

function addWalls(builder: MeshBuilder, body: Body, ring: Point[]): void {
  const {owner, low, high, lowShare, highShare, floored, capped} = body
  let before = -1
  ring.forEach(([x, y], i) => {
    const below = body.ground(x, y)
    const foot = builder.addVertex(x, y, low(below), lowShare, owner)
    const head = builder.addVertex(x, y, high(below), highShare, owner)
    if (before >= 0) {
      builder.triangles.push(before, foot, before + 1, before + 1, foot, head)
      if (capped) builder.edges.push(before + 1, head)
      if (floored) builder.edges.push(before, foot)
    }
    if (i > 0 && isCorner(ring, i)) builder.edges.push(foot, head)
    before = foot
  })
}

/** `ring` is closed: its last point is its first. */
function isCorner(ring: Point[], i: number): boolean {
  const [ax, ay] = ring[i - 1]
  const [bx, by] = ring[i]
  const [cx, cy] = ring[i + 1 < ring.length ? i + 1 : 1]
  const turn = Math.atan2(cy - by, cx - bx) - Math.atan2(by - ay, bx - ax)
  return Math.abs(Math.atan2(Math.sin(turn), Math.cos(turn))) > CORNER
}

class MeshBuilder {
  readonly triangles: number[] = []
  readonly edges: number[] = []
  private readonly places: number[] = []
  private readonly heights: number[] = []
  private readonly shares: number[] = []
  private readonly owners: number[] = []

  addVertex(x: number, y: number, height: number, share: number, owner: number): number {
    this.places.push(Math.round(x), Math.round(y))
    this.heights.push(height)
    this.shares.push(share)
    this.owners.push(owner)
    return this.heights.length - 1
  }

  addFace(points: Point[], triangles: number[], height: (x: number, y: number) => number, owner: number): void {
    const first = this.heights.length
    for (const [x, y] of points) this.addVertex(x, y, height(x, y), 1, owner)
    for (const corner of triangles) this.triangles.push(first + corner)
  }

  finish(): Mesh {
    return {
      places: Int32Array.from(this.places), heights: Float32Array.from(this.heights), shares: Float32Array.from(this.shares),
      owners: Uint32Array.from(this.owners), triangles: Uint32Array.from(this.triangles), edges: Uint32Array.from(this.edges),
    }
  }
}
