// Makes the base map's data: mended countries as a topology, border lines, and label points.

import {createRequire} from 'node:module'
import {feature} from 'topojson-client'
import {cutPolygon} from '../src/antimeridian.mjs'
import {undisputedBorders} from './disputed.mjs'
import {mend} from './mend.mjs'
import {countryLabels} from './names.mjs'

const require = createRequire(import.meta.url)

/** `{topology, labels}`; the topology has the objects `countries`, `borders` and `disputed`, no line in both of the latter. */
export function buildBasemap() {
  const {topology, disputed} = mend(require('world-atlas/countries-50m.json'))
  const labels = countryLabels(topology)
  for (const geometry of topology.objects.countries.geometries) delete geometry.properties
  topology.objects = {countries: topology.objects.countries, disputed, borders: undisputedBorders(topology, disputed.arcs.flat())}
  return {topology, labels}
}

/** The mended countries as plain GeoJSON, for the static map: cut at the antimeridian; four decimals are eleven metres. */
export function countriesGeoJson() {
  const {topology} = buildBasemap()
  const {features} = feature(topology, topology.objects.countries)
  const round = part => (typeof part === 'number' ? Math.round(part * 1e4) / 1e4 : part.map(round))
  const parts = ({type, coordinates}) => (type === 'Polygon' ? [coordinates] : coordinates).flatMap(cutPolygon)
  return {
    type: 'FeatureCollection',
    features: features.map(({id, geometry}) => ({type: 'Feature', id, properties: {}, geometry: {type: 'MultiPolygon', coordinates: round(parts(geometry))}})),
  }
}
