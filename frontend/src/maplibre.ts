// MapLibre, with its worker and style sheet inside this bundle: nothing is fetched.

import * as maplibre from 'maplibre-gl'
import worker from 'virtual:maplibre-worker'

let ready = false

/** One worker script for all maps of the page. */
export function loadMapLibre(): typeof maplibre {
  if (!ready) {
    maplibre.setWorkerUrl(URL.createObjectURL(new Blob([worker], {type: 'text/javascript'})))
    ready = true
  }
  return maplibre
}
