// Plane geometry of rings in degrees.

export type Point = [x: number, y: number]

export function ringArea(ring: Point[]): number {
  let twice = 0
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) twice += ring[j][0] * ring[i][1] - ring[i][0] * ring[j][1]
  return Math.abs(twice) / 2
}

/** Even-odd rule over all rings, so that holes count. */
export function contains(rings: Point[][], x: number, y: number): boolean {
  let inside = false
  for (const ring of rings) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [ax, ay] = ring[i]
      const [bx, by] = ring[j]
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside
    }
  }
  return inside
}

/** A point well inside the polygon: the middle of the longest stretch along one of a few parallels. */
export function labelPoint(rings: Point[][]): Point {
  const ys = rings[0].map(([, y]) => y)
  const south = Math.min(...ys)
  const north = Math.max(...ys)
  let best: Point = rings[0][0]
  let longest = -1
  for (const share of [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74]) {
    const y = south + share * (north - south)
    const crossings = crossingsAt(rings, y)
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      // prefer the middle: a longer stretch far out must be longer by a quarter
      const length = (crossings[i + 1] - crossings[i]) * (1 - Math.abs(share - 0.5))
      if (length > longest) {
        longest = length
        best = [(crossings[i] + crossings[i + 1]) / 2, y]
      }
    }
  }
  return best
}

function crossingsAt(rings: Point[][], y: number): number[] {
  const found: number[] = []
  for (const ring of rings) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [ax, ay] = ring[i]
      const [bx, by] = ring[j]
      if (ay > y !== by > y) found.push(((bx - ax) * (y - ay)) / (by - ay) + ax)
    }
  }
  return found.sort((a, b) => a - b)
}
