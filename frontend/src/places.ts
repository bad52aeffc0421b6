// One layer of places of the picture, such as airports.

import type {FeatureCollection} from 'geojson'
import type {ExpressionSpecification, Map as MapLibre} from 'maplibre-gl'
import type {Container} from './columns'
import type {Named} from './finding'
import type {Theme} from './ramps'
import {PALETTES} from './theme'

interface PlacesMeta {
  rows: {name: string; kind: string}[]
}

const SELECTED: ExpressionSpecification = ['boolean', ['feature-state', 'selected'], false]

export class PlacesLayer {
  private readonly points: FeatureCollection
  /** For the search. */
  readonly named: Named[]

  constructor(readonly id: string, container: Container<PlacesMeta>, private theme: Theme) {
    const longitude = container.column('longitude')
    const latitude = container.column('latitude')
    this.named = container.meta.rows.map(({name}, i) => ({name, longitude: longitude[i], latitude: latitude[i]}))
    this.points = {type: 'FeatureCollection', features: container.meta.rows.map(({name, kind}, i) => ({
      type: 'Feature', id: i, properties: {name, kind}, geometry: {type: 'Point', coordinates: [longitude[i], latitude[i]]},
    }))}
  }

  addTo(map: MapLibre, before: string): void {
    const {place, halo} = PALETTES[this.theme]
    map.addSource(this.id, {type: 'geojson', data: this.points})
    map.addLayer({
      id: `${this.id}-dots`, type: 'circle', source: this.id,
      paint: {'circle-radius': ['interpolate', ['linear'], ['zoom'], 4, 1.5, 9, 4], 'circle-color': ['case', SELECTED, place, halo], 'circle-stroke-color': place, 'circle-stroke-width': ['case', SELECTED, 5, 1.6]},
    }, before)
    map.addLayer({
      id: `${this.id}-names`, type: 'symbol', source: this.id, minzoom: 6.5,
      layout: {
        'text-field': ['get', 'name'], 'text-font': ['sans-serif'], 'text-size': 11.5, 'text-variable-anchor': ['top', 'bottom', 'left', 'right'],
        'text-radial-offset': 0.6, 'text-justify': 'auto', 'text-padding': 4,
      },
      paint: {'text-color': place, 'text-halo-color': halo, 'text-halo-width': 1.4},
    }, before)
  }

  removeFrom(map: MapLibre): void {
    for (const id of [`${this.id}-dots`, `${this.id}-names`]) if (map.getLayer(id)) map.removeLayer(id)
    if (map.getSource(this.id)) map.removeSource(this.id)
  }

  setSelected(map: MapLibre, indices: number[]): void {
    if (!map.getSource(this.id)) return
    map.removeFeatureState({source: this.id})
    for (const id of indices) map.setFeatureState({source: this.id, id}, {selected: true})
  }

  setVisible(map: MapLibre, visible: boolean): void {
    for (const part of ['dots', 'names']) map.setLayoutProperty(`${this.id}-${part}`, 'visibility', visible ? 'visible' : 'none')
  }

  setOpacity(map: MapLibre, opacity: number): void {
    map.setPaintProperty(`${this.id}-dots`, 'circle-opacity', opacity)
    map.setPaintProperty(`${this.id}-dots`, 'circle-stroke-opacity', opacity)
    map.setPaintProperty(`${this.id}-names`, 'text-opacity', opacity)
  }

  setTheme(map: MapLibre, theme: Theme): void {
    this.theme = theme
    const {place, halo} = PALETTES[theme]
    map.setPaintProperty(`${this.id}-dots`, 'circle-color', ['case', SELECTED, place, halo])
    map.setPaintProperty(`${this.id}-dots`, 'circle-stroke-color', place)
    map.setPaintProperty(`${this.id}-names`, 'text-color', place)
    map.setPaintProperty(`${this.id}-names`, 'text-halo-color', halo)
  }
}
