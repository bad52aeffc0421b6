// Makes the base map's data: mended countries as a topology, border lines, and label points.

import {createRequire} from 'node:module'
import {mend} from './mend.mjs'
import {countryLabels} from './names.mjs'

const require = createRequire(import.meta.url)

/** `{topology, labels}`; the topology has the objects `countries` and `disputed`. */
export function buildBasemap() {
  const {topology, disputed} = mend(require('world-atlas/countries-50m.json'))
  const labels = countryLabels(topology)
  for (const geometry of topology.objects.countries.geometries) delete geometry.properties
  topology.objects = {countries: topology.objects.countries, disputed}
  return {topology, labels}
}
