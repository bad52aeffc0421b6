// Plane geometry in degrees for building the base map.

import {feature} from 'topojson-client'

/** The rings of one polygon of a topology, given by its arcs: outer ring first, each [[longitude, latitude], …]. */
export function ringsOf(topology, arcs) {
  return feature(topology, {type: 'Polygon', arcs}).geometry.coordinates
}

export function boxOf(ring) {
  const box = {west: Infinity, south: Infinity, east: -Infinity, north: -Infinity}
  for (const [longitude, latitude] of ring) {
    box.west = Math.min(box.west, longitude)
    box.east = Math.max(box.east, longitude)
    box.south = Math.min(box.south, latitude)
    box.north = Math.max(box.north, latitude)
  }
  return box
}

export function areaOf(ring) {
  let twice = 0
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    twice += ring[j][0] * ring[i][1] - ring[i][0] * ring[j][1]
  }
  return Math.abs(twice) / 2
}

/** Even-odd rule over all rings, so that holes count. */
export function contains(rings, longitude, latitude) {
  let inside = false
  for (const ring of rings) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [ax, ay] = ring[i]
      const [bx, by] = ring[j]
      if (ay > latitude !== by > latitude && longitude < ((bx - ax) * (latitude - ay)) / (by - ay) + ax) inside = !inside
    }
  }
  return inside
}

/** Distance from the point to the nearest edge, negative outside. */
export function depth(rings, longitude, latitude) {
  let nearest = Infinity
  for (const ring of rings) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      nearest = Math.min(nearest, distanceToEdge(ring[j], ring[i], longitude, latitude))
    }
  }
  return contains(rings, longitude, latitude) ? nearest : -nearest
}

function distanceToEdge([ax, ay], [bx, by], x, y) {
  const dx = bx - ax
  const dy = by - ay
  const length = dx * dx + dy * dy
  const along = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length))
  return Math.hypot(ax + along * dx - x, ay + along * dy - y)
}

/**
 * The point deepest inside the polygon, by halving a grid of cells (after Agafonkin's polylabel).
 *
 * `stretch` makes a step in longitude worth less than one in latitude, so that the label fits where it
 * has room on the map and not in degrees.
 */
export function poleOfInaccessibility(rings, precision = 0.05) {
  const box = boxOf(rings[0])
  const stretch = Math.cos(((box.south + box.north) / 2) * (Math.PI / 180))
  const scaled = rings.map(ring => ring.map(([longitude, latitude]) => [longitude * stretch, latitude]))
  const frame = boxOf(scaled[0])
  const size = Math.min(frame.east - frame.west, frame.north - frame.south)
  if (size === 0) return {longitude: frame.west / stretch, latitude: frame.south, depth: 0}
  const best = search(scaled, frame, size / 2, precision)
  return {longitude: best.x / stretch, latitude: best.y, depth: best.depth}
}

function search(rings, frame, half, precision) {
  const cell = (x, y, radius) => ({x, y, radius, depth: depth(rings, x, y)})
  let cells = []
  for (let x = frame.west; x < frame.east; x += 2 * half) {
    for (let y = frame.south; y < frame.north; y += 2 * half) cells.push(cell(x + half, y + half, half))
  }
  let best = cells.reduce((a, b) => (b.depth > a.depth ? b : a))
  while (cells.length > 0) {
    const next = []
    for (const {x, y, radius, depth: d} of cells) {
      if (d + radius * Math.SQRT2 - best.depth <= precision) continue
      const r = radius / 2
      for (const [dx, dy] of [[-r, -r], [r, -r], [-r, r], [r, r]]) next.push(cell(x + dx, y + dy, r))
    }
    for (const one of next) if (one.depth > best.depth) best = one
    cells = next
  }
  return best
}
