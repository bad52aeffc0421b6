// Which borders are disputed: drawn dashed, and left out of the others. All of them are lines which Natural Earth has at 1:50 million;
// lines that it does not have there, such as those of Abkhazia or Transnistria, cannot be marked.

import {meshArcs} from 'topojson-client'
import {ringsOf} from './geometry.mjs'

/** Two countries (by name, as in the source); where only a part of their border is disputed, `within` (degrees) holds it. */
const PAIRS = [
  {of: ['Kosovo', 'Serbia']},
  {of: ['Somaliland', 'Somalia']},
  {of: ['N. Cyprus', 'Cyprus']},
  {of: ['W. Sahara', 'Morocco']},
  {of: ['Palestine', 'Israel']},
  {of: ['Syria', 'Israel']}, // Golan
  {of: ['Siachen Glacier', 'India']},
  {of: ['Siachen Glacier', 'Pakistan']},
  {of: ['India', 'China']}, // Aksai Chin, Arunachal Pradesh: the line of actual control
  {of: ['India', 'Pakistan'], within: {west: 73, south: 32.5, east: 78, north: 36}}, // Kashmir: the line of control
  {of: ['Sudan', 'Egypt'], within: {west: 33.9, south: 21.5, east: 37.5, north: 22.5}}, // Halaib
]

/** Numbers of the arcs of disputed borders; arcs are split where only a part of them is. The topology is changed in place. */
export function disputedArcs(topology) {
  const {geometries} = topology.objects.countries
  return PAIRS.flatMap(({of, within}) => {
    const [a, b] = of.map(name => geometries.find(({properties}) => properties.name === name))
    if (!a || !b) throw new Error(`the base map has no ${of.join(' or ')}: look at basemap/disputed.mjs`)
    const shared = sharedArcs(polygonsOf(a), polygonsOf(b))
    return within ? shared.flatMap(arc => partWithin(topology, arc, within)) : shared
  })
}

/** All borders of countries but the disputed ones. */
export function undisputedBorders(topology, disputed) {
  const left = new Set(disputed)
  const {arcs} = meshArcs(topology, topology.objects.countries, (a, b) => a !== b)
  return {type: 'MultiLineString', arcs: arcs.flatMap(line => pieces(line, arc => !left.has(forward(arc))))}
}

/** Arcs which both sets of polygons use; one of them runs along it backwards (~i in TopoJSON). */
export function sharedArcs(some, others) {
  const theirs = new Set(others.flat(2).map(forward))
  return [...new Set(some.flat(2).map(forward))].filter(arc => theirs.has(arc))
}

export function polygonsOf(geometry) {
  return geometry.type === 'Polygon' ? [geometry.arcs] : geometry.arcs
}

const forward = arc => (arc < 0 ? ~arc : arc)

function pieces(line, kept) {
  const found = [[]]
  for (const arc of line) {
    if (kept(arc)) found[found.length - 1].push(arc)
    else found.push([])
  }
  return found.filter(piece => piece.length > 0)
}

/** The arc's first stretch within the box, made an arc of its own. */
function partWithin(topology, arc, {west, south, east, north}) {
  const inside = ringsOf(topology, [[arc]])[0].map(([x, y]) => x >= west && x <= east && y >= south && y <= north)
  const first = inside.indexOf(true)
  if (first < 0) return []
  let last = first
  while (inside[last + 1]) last++
  if (last === first) return []
  // the later cut first: the earlier one leaves the numbers of what lies before it alone
  if (last < inside.length - 1) split(topology, arc, last)
  return [first > 0 ? split(topology, arc, first) : arc]
}

/** Cut an arc at a vertex; returns the number of the part behind it. Arcs are running differences where a transform is given. */
function split(topology, arc, vertex) {
  const points = topology.arcs[arc]
  const behind = points.slice(vertex).map(point => [...point])
  if (topology.transform) behind[0] = [0, 1].map(axis => points.slice(0, vertex + 1).reduce((sum, point) => sum + point[axis], 0))
  topology.arcs[arc] = points.slice(0, vertex + 1)
  const added = topology.arcs.push(behind) - 1
  const renewed = ring => ring.flatMap(one => (one === arc ? [arc, added] : one === ~arc ? [~added, ~arc] : [one]))
  const walk = arcs => (typeof arcs[0] === 'number' ? renewed(arcs) : arcs.map(walk))
  for (const object of Object.values(topology.objects)) for (const geometry of object.geometries ?? [object]) if (geometry.arcs?.length) geometry.arcs = walk(geometry.arcs)
  return added
}
