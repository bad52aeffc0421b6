// Makes shapes that cross the antimeridian continuous: the data jump from 180 to -180 degrees, which drawn on a plane
// is a band around the world. JavaScript, because node builds the static map's countries with it; types: antimeridian.d.mts.

const NEAR_POLE = 89.9

/** Each longitude is the copy nearest to the one before, so the line may leave [-180, 180]. */
export function unwrapLine(line) {
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
export function unwrapRing(ring) {
  const open = unwrapLine(ring)
  const [first, last] = [open[0], open[open.length - 1]]
  if (Math.abs(first[0] - last[0]) < 180) return open
  const pole = first[1] < 0 ? -90 : 90
  return [...open, [last[0], pole], [first[0], pole], first]
}

/** Beyond 180 degrees on one side means missing on the other: shapes there are drawn on both. */
export function unwrapPolygon(rings) {
  const polygon = unwrapRings(rings)
  const {west, east} = extent(polygon[0])
  if (east - west > 350) return [polygon]
  if (east > 180.01) return [polygon, shifted(polygon, -360)]
  if (west < -180.01) return [polygon, shifted(polygon, 360)]
  return [polygon]
}

/** Parts within [-180, 180], for maps which show the world once. */
export function cutPolygon(rings) {
  const polygon = unwrapRings(rings)
  return [-360, 0, 360]
    .map(turn => shifted(polygon, turn).map(ring => clip(clip(ring, -180, 1), 180, -1)).filter(ring => ring.length > 3))
    .filter(([outer]) => outer && extent(outer).east - extent(outer).west > 1e-9)
}

/** A ring around the pole itself, as Antarctica has, bounds nothing on a plane: the coast is the outer ring. */
function unwrapRings(rings) {
  const [coast, ...holes] = rings.filter(ring => ring.some(([, latitude]) => Math.abs(latitude) < NEAR_POLE))
  const outer = unwrapRing(coast)
  const {west} = extent(outer)
  return [outer, ...holes.map(hole => near(unwrapRing(hole), west))]
}

/** What of a closed ring lies east (side 1) or west (-1) of a meridian; Sutherland and Hodgman. */
function clip(ring, meridian, side) {
  const inside = ([longitude]) => (longitude - meridian) * side >= 0
  const kept = []
  for (let i = 1; i < ring.length; i++) {
    const [from, to] = [ring[i - 1], ring[i]]
    if (inside(from) !== inside(to)) {
      const share = (meridian - from[0]) / (to[0] - from[0])
      kept.push([meridian, from[1] + share * (to[1] - from[1])])
    }
    if (inside(to)) kept.push(to)
  }
  return kept.length > 0 ? [...kept, kept[0]] : kept
}

function extent(ring) {
  let west = Infinity
  let east = -Infinity
  for (const [longitude] of ring) {
    west = Math.min(west, longitude)
    east = Math.max(east, longitude)
  }
  return {west, east}
}

function near(hole, west) {
  const turn = hole[0][0] < west ? 360 : 0
  return hole.map(([longitude, latitude]) => [longitude + turn, latitude])
}

function shifted(polygon, by) {
  return by === 0 ? polygon : polygon.map(ring => ring.map(([longitude, latitude]) => [longitude + by, latitude]))
}
