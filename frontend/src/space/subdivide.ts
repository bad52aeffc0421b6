// Finer outlines and faces, so that what stands on the ground can follow it.

export type Point = [x: number, y: number]

/** The ring with points added, so that no two neighbours lie farther apart than `length`. */
export function densify(ring: Point[], length: number): Point[] {
  const dense: Point[] = []
  for (let i = 0; i + 1 < ring.length; i++) {
    const [ax, ay] = ring[i]
    const [bx, by] = ring[i + 1]
    const pieces = Math.max(1, Math.ceil(Math.hypot(bx - ax, by - ay) / length))
    for (let piece = 0; piece < pieces; piece++) dense.push([ax + ((bx - ax) * piece) / pieces, ay + ((by - ay) * piece) / pieces])
  }
  if (ring.length > 0) dense.push(ring[ring.length - 1])
  return dense
}

/** The ring without the points that lie within `tolerance` of the line between others (Douglas and Peucker 1973). */
export function simplify(ring: Point[], tolerance: number): Point[] {
  const kept = new Uint8Array(ring.length)
  kept[0] = kept[ring.length - 1] = 1
  // a closed ring needs a third point: the one farthest from where it closes
  const open: [from: number, to: number, least: number][] = [[0, ring.length - 1, -1]]
  while (open.length > 0) {
    const [from, to, least] = open.pop()!
    let [farthest, distance] = [-1, least]
    for (let i = from + 1; i < to; i++) {
      const off = distanceFrom(ring[i], ring[from], ring[to])
      if (off > distance) [farthest, distance] = [i, off]
    }
    if (farthest < 0) continue
    kept[farthest] = 1
    open.push([from, farthest, tolerance], [farthest, to, tolerance])
  }
  return ring.filter((_, i) => kept[i])
}

function distanceFrom([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay]
  const length = dx * dx + dy * dy
  const share = length > 0 ? Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length)) : 0
  return Math.hypot(x - ax - share * dx, y - ay - share * dy)
}

/**
 * Halve every edge longer than `length`, again and again; points are added to `points`, the new triangles returned.
 *
 * Whether an edge is halved depends on the edge alone, so that triangles which share one stay joined without gaps.
 */
export function subdivide(points: Point[], triangles: number[], length: number): number[] {
  const middles = new Map<string, number>()
  const middle = (a: number, b: number): number => {
    const key = a < b ? `${a} ${b}` : `${b} ${a}`
    let found = middles.get(key)
    if (found === undefined) {
      found = points.length
      points.push([(points[a][0] + points[b][0]) / 2, (points[a][1] + points[b][1]) / 2])
      middles.set(key, found)
    }
    return found
  }
  const apart = (a: number, b: number) => Math.hypot(points[a][0] - points[b][0], points[a][1] - points[b][1])
  const done: number[] = []
  const open = [...triangles]
  while (open.length > 0) {
    const [c, b, a] = [open.pop()!, open.pop()!, open.pop()!]
    const edges = [[a, b, c], [b, c, a], [c, a, b]] as const
    const [from, to, other] = edges.reduce((one, two) => (apart(two[0], two[1]) > apart(one[0], one[1]) ? two : one))
    if (apart(from, to) <= length) {
      done.push(a, b, c)
      continue
    }
    const between = middle(from, to)
    open.push(from, between, other, between, to, other)
  }
  return done
}
