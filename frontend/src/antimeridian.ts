// Makes shapes that cross the antimeridian continuous: the data jump from 180 to -180 degrees, which drawn on a plane
// is a band around the world.

type Line = [longitude: number, latitude: number][]

/** Each longitude is the copy nearest to the one before, so the line may leave [-180, 180]. */
export function unwrapLine(line: Line): Line {
  let turn = 0
  return line.map(([longitude, latitude], i) => {
    if (i > 0) {
      const step = longitude - line[i - 1][0]
      if (step > 180) turn -= 360
      else if (step < -180) turn += 360
    }
    return [longitude + turn, latitude]
  })
}

/** A ring that does not come back to where it began goes around a pole, and is closed along it. */
export function unwrapRing(ring: Line): Line {
  const open = unwrapLine(ring)
  const [first, last] = [open[0], open[open.length - 1]]
  if (Math.abs(first[0] - last[0]) < 180) return open
  const pole = first[1] < 0 ? -90 : 90
  return [...open, [last[0], pole], [first[0], pole], first]
}

/** Beyond 180 degrees on one side means missing on the other: shapes there are drawn on both. */
export function unwrapPolygon(rings: Line[]): Line[][] {
  const outer = unwrapRing(rings[0])
  const west = Math.min(...outer.map(([longitude]) => longitude))
  const holes = rings.slice(1).map(hole => near(unwrapRing(hole), west))
  const polygon = [outer, ...holes]
  const east = Math.max(...outer.map(([longitude]) => longitude))
  if (east - west > 350) return [polygon]
  if (east > 180.01) return [polygon, shifted(polygon, -360)]
  if (west < -180.01) return [polygon, shifted(polygon, 360)]
  return [polygon]
}

function near(hole: Line, west: number): Line {
  const turn = hole[0][0] < west ? 360 : 0
  return hole.map(([longitude, latitude]) => [longitude + turn, latitude])
}

function shifted(polygon: Line[], by: number): Line[] {
  return polygon.map(ring => ring.map(([longitude, latitude]) => [longitude + by, latitude]))
}
