// Mends the political geometry of world-atlas (Natural Earth), which draws Crimea as part of Russia
// and, at 1:10 million, Baikonur as a country of its own inside Kazakhstan.

import {mergeArcs} from 'topojson-client'
import {disputedArcs, polygonsOf, sharedArcs} from './disputed.mjs'
import {ringsOf, boxOf} from './geometry.mjs'

const RUSSIA = '643'
const UKRAINE = '804'
const KAZAKHSTAN = '398'

/** The peninsula's parts lie wholly within this box (degrees); no other part of Russia does. */
const CRIMEA = {west: 32.4, south: 44.3, east: 36.7, north: 46.3}

/**
 * Return a copy of the topology in which Crimea belongs to Ukraine and Baikonur to Kazakhstan.
 *
 * The arcs of disputed borders, among them that between Crimea and the mainland, come back as `disputed`, to be drawn dashed.
 */
export function mend(topology) {
  const mended = structuredClone(topology)
  const {countries} = mended.objects
  const crimea = mendCrimea(mended, countries)
  mendBaikonur(mended, countries)
  const disputed = [...crimea, ...disputedArcs(mended)]
  return {topology: mended, disputed: {type: 'MultiLineString', arcs: disputed.map(arc => [arc])}}
}

function mendCrimea(topology, countries) {
  const russia = byId(countries, RUSSIA)
  const crimea = polygonsOf(russia).filter(polygon => liesIn(boxOf(ringsOf(topology, polygon)[0]), CRIMEA))
  if (crimea.length === 0) throw new Error('Crimea was not found among the parts of Russia: look at basemap/mend.mjs')
  const ukraine = byId(countries, UKRAINE)
  const shared = sharedArcs(crimea, polygonsOf(ukraine))
  replace(russia, {type: 'MultiPolygon', arcs: polygonsOf(russia).filter(polygon => !crimea.includes(polygon))})
  replace(ukraine, mergeArcs(topology, [ukraine, {type: 'MultiPolygon', arcs: crimea}]))
  return shared
}

function mendBaikonur(topology, countries) {
  const baikonur = countries.geometries.find(geometry => /^(Baikonur|Baykonur)/.test(geometry.properties.name))
  if (!baikonur) return // 1:50 million does not know it
  const kazakhstan = byId(countries, KAZAKHSTAN)
  replace(kazakhstan, mergeArcs(topology, [kazakhstan, baikonur]))
  countries.geometries = countries.geometries.filter(geometry => geometry !== baikonur)
}

function byId(countries, id) {
  const found = countries.geometries.find(geometry => geometry.id === id)
  if (!found) throw new Error(`the base map has no country ${id}`)
  return found
}

function replace(geometry, {type, arcs}) {
  geometry.type = type
  geometry.arcs = arcs
}

function liesIn(box, frame) {
  return box.west >= frame.west && box.east <= frame.east && box.south >= frame.south && box.north <= frame.north
}
