// An area drawn on the map, and what of the layers lies in it or crosses it. Units are those of mercator.WORLD throughout:
// lines straight on the screen are straight in them, and an area may reach over the antimeridian.

import {withinHeights, type Airspace} from './airspaces/data'
import type {Named} from './finding'
import {mercatorX, mercatorY, WORLD} from './mercator'
import {contains, type Point} from './plane'
import type {HeightRange} from './tracks/cut'
import {CHUNK, meets, STRIDE, type TrackData} from './tracks/data'
import {pieces, type TrackFilter} from './tracks/filtering'
import type {Box, Window} from './tracks/window'

export interface Area {
  ring: Point[]
  box: Box
}

/** Null where the points enclose nothing. */
export function areaOf(ring: Point[]): Area | null {
  if (ring.length < 3 || !ring.flat().every(Number.isFinite)) return null
  const box = boxOf(ring)
  return box.west < box.east && box.north < box.south ? {ring, box} : null
}

function boxOf(points: Point[]): Box {
  const box = {west: Infinity, north: Infinity, east: -Infinity, south: -Infinity}
  for (const [x, y] of points) {
    box.west = Math.min(box.west, x)
    box.east = Math.max(box.east, x)
    box.north = Math.min(box.north, y)
    box.south = Math.max(box.south, y)
  }
  return box
}

/** The area as the copies of the world see it in which data may lie. */
function copies({ring, box}: Area): Area[] {
  return [-2, -1, 0, 1, 2].map(world => {
    const shift = world * WORLD
    return {ring: ring.map(([x, y]): Point => [x + shift, y]), box: {...box, west: box.west + shift, east: box.east + shift}}
  })
}

/** Numbers of the tracks of which a piece that is shown lies in the area, be it between two fixes outside of it. */
export function tracksIn(data: TrackData, area: Area, window: Window, filter: TrackFilter): number[] {
  const areas = copies(area)
  const found: number[] = []
  for (let track = 0; track < data.count; track++) {
    if (filter.tracks && !filter.tracks[track]) continue
    if (areas.some(copy => meets(data.trackBoxes, 4 * track, copy.box) && trackIn(data, track, copy, window, filter))) found.push(track)
  }
  return found
}

function trackIn(data: TrackData, track: number, area: Area, window: Window, filter: TrackFilter): boolean {
  const {fixes, start, chunkBoxes, gaps} = data
  const end = start[track + 1] - 1
  for (let i = start[track]; i < end; ) {
    const chunk = Math.floor(i / CHUNK)
    const last = Math.min((chunk + 1) * CHUNK, end)
    if (meets(chunkBoxes, 4 * chunk, area.box)) {
      for (let a = i; a < last; a++) {
        const at = STRIDE * a
        if (gaps[a]) continue
        const [x, y] = [fixes[at], fixes[at + 1]]
        const [dx, dy] = [fixes[at + STRIDE] - x, fixes[at + STRIDE + 1] - y]
        const shown = pieces(data, a, a + 1, window, filter)
        if (shown.some(([from, to]) => crosses(area, x + from * dx, y + from * dy, x + to * dx, y + to * dy))) return true
      }
    }
    i = last
  }
  return false
}

/** Is any of the segment in the area? */
function crosses({ring, box}: Area, ax: number, ay: number, bx: number, by: number): boolean {
  if ((ax < box.west && bx < box.west) || (ax > box.east && bx > box.east) || (ay < box.north && by < box.north) || (ay > box.south && by > box.south)) return false
  if (contains([ring], ax, ay)) return true
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    if (meet(ax, ay, bx, by, ring[j][0], ring[j][1], ring[i][0], ring[i][1])) return true
  }
  return false
}

/** Do two segments have a point in common? */
function meet(ax: number, ay: number, bx: number, by: number, cx: number, cy: number, dx: number, dy: number): boolean {
  const side = (px: number, py: number, qx: number, qy: number, x: number, y: number) => Math.sign((qx - px) * (y - py) - (qy - py) * (x - px))
  const [c, d] = [side(ax, ay, bx, by, cx, cy), side(ax, ay, bx, by, dx, dy)]
  const [a, b] = [side(cx, cy, dx, dy, ax, ay), side(cx, cy, dx, dy, bx, by)]
  if (c !== d && a !== b) return true
  const on = (px: number, py: number, qx: number, qy: number, x: number, y: number) => Math.min(px, qx) <= x && x <= Math.max(px, qx) && Math.min(py, qy) <= y && y <= Math.max(py, qy)
  return (c === 0 && on(ax, ay, bx, by, cx, cy)) || (d === 0 && on(ax, ay, bx, by, dx, dy)) || (a === 0 && on(cx, cy, dx, dy, ax, ay)) || (b === 0 && on(cx, cy, dx, dy, bx, by))
}

/** Numbers of the airspaces which share ground with the area and pass the altitude filter. */
export function airspacesIn(airspaces: Airspace[], area: Area, range: HeightRange): number[] {
  const areas = copies(area)
  return airspaces.filter(airspace => withinHeights(airspace, range) && airspaceIn(airspace, areas)).map(({index}) => index)
}

function airspaceIn({polygons, west, south, east, north}: Airspace, areas: Area[]): boolean {
  const [left, right, top, bottom] = [mercatorX(west) * WORLD, mercatorX(east) * WORLD, mercatorY(north) * WORLD, mercatorY(south) * WORLD]
  const near = areas.filter(({box}) => left <= box.east && right >= box.west && top <= box.south && bottom >= box.north)
  if (near.length === 0) return false
  const projected = polygons.map(rings => rings.map(ring => ring.map(([longitude, latitude]): Point => [mercatorX(longitude) * WORLD, mercatorY(latitude) * WORLD])))
  // either an edge of it is in the area, or the whole area lies within it and in none of its holes
  return near.some(area => projected.some(rings => contains(rings, ...area.ring[0])
    || rings.some(ring => ring.some(([x, y], i) => i > 0 && crosses(area, ring[i - 1][0], ring[i - 1][1], x, y)))))
}

/** Numbers of the places in the area. */
export function placesIn(places: Named[], area: Area): number[] {
  const areas = copies(area)
  return places.flatMap(({longitude, latitude}, index) => (areas.some(({ring}) => contains([ring], mercatorX(longitude) * WORLD, mercatorY(latitude) * WORLD)) ? [index] : []))
}
