// One overlay of vectors on the map: areas, lines, points and labels.

import type {FeatureCollection} from 'geojson'
import type {ExpressionSpecification, Map as MapLibre, MapGeoJSONFeature} from 'maplibre-gl'
import type {Theme} from '../ramps'
import type {VectorOverlaySpec} from '../scene'
import {PALETTES} from '../theme'

const PARTS = ['fill', 'line', 'points', 'selected', 'selected-points', 'labels'] as const
const POLYGON: ExpressionSpecification = ['==', ['geometry-type'], 'Polygon']
const POINT: ExpressionSpecification = ['==', ['geometry-type'], 'Point']
const NOT_POINT: ExpressionSpecification = ['!=', ['geometry-type'], 'Point']
/** Pixels around the pointer in which lines and points are found. */
const RADIUS = 4

export class VectorOverlayLayer {
  private opacity = 1
  private selected: number | null = null

  constructor(readonly id: string, readonly spec: VectorOverlaySpec, private readonly data: {shapes: FeatureCollection; labels: FeatureCollection}, private theme: Theme) {}

  /** The one that others go below. */
  get lowest(): string {
    return `${this.id}-fill`
  }

  addTo(map: MapLibre, before: string): void {
    const {width} = this.spec
    map.addSource(this.id, {type: 'geojson', data: this.data.shapes, tolerance: 0.3, maxzoom: 16})
    const colour = colourOf(this.spec.colours)
    map.addLayer({id: `${this.id}-fill`, type: 'fill', source: this.id, filter: POLYGON, paint: {'fill-color': colour, 'fill-antialias': false}}, before)
    map.addLayer({id: `${this.id}-line`, type: 'line', source: this.id, filter: NOT_POINT, layout: {'line-join': 'round', 'line-cap': 'round'}, paint: {'line-color': colour, 'line-width': width}}, before)
    map.addLayer({
      id: `${this.id}-points`, type: 'circle', source: this.id, filter: POINT,
      paint: {'circle-color': colour, 'circle-radius': 2 + width, 'circle-stroke-width': 1, 'circle-stroke-color': this.palette.halo},
    }, before)
    map.addLayer({
      id: `${this.id}-selected`, type: 'line', source: this.id, filter: this.chosen(NOT_POINT), layout: {'line-join': 'round'},
      paint: {'line-color': this.palette.selected, 'line-width': width + 2},
    }, before)
    map.addLayer({
      id: `${this.id}-selected-points`, type: 'circle', source: this.id, filter: this.chosen(POINT),
      paint: {'circle-radius': 5 + width, 'circle-opacity': 0, 'circle-stroke-width': 2.5, 'circle-stroke-color': this.palette.selected},
    }, before)
    this.addLabels(map, before)
    this.setOpacity(map, this.opacity)
  }

  removeFrom(map: MapLibre): void {
    for (const id of this.layerIds) if (map.getLayer(id)) map.removeLayer(id)
    for (const id of [this.id, `${this.id}-labels`]) if (map.getSource(id)) map.removeSource(id)
  }

  setVisible(map: MapLibre, visible: boolean): void {
    for (const id of this.layerIds) map.setLayoutProperty(id, 'visibility', visible ? 'visible' : 'none')
  }

  setOpacity(map: MapLibre, opacity: number): void {
    this.opacity = opacity
    map.setPaintProperty(`${this.id}-fill`, 'fill-opacity', opacity * this.spec.fill_opacity)
    map.setPaintProperty(`${this.id}-line`, 'line-opacity', opacity)
    map.setPaintProperty(`${this.id}-points`, 'circle-opacity', opacity)
    map.setPaintProperty(`${this.id}-points`, 'circle-stroke-opacity', opacity)
    map.setPaintProperty(`${this.id}-labels`, 'text-opacity', opacity)
  }

  setTheme(map: MapLibre, theme: Theme): void {
    this.theme = theme
    const {halo, selected, label, labelHalo} = this.palette
    map.setPaintProperty(`${this.id}-points`, 'circle-stroke-color', halo)
    map.setPaintProperty(`${this.id}-selected`, 'line-color', selected)
    map.setPaintProperty(`${this.id}-selected-points`, 'circle-stroke-color', selected)
    map.setPaintProperty(`${this.id}-labels`, 'text-color', label)
    map.setPaintProperty(`${this.id}-labels`, 'text-halo-color', labelHalo)
  }

  setSelected(map: MapLibre, index: number | null): void {
    if (index === this.selected) return
    this.selected = index
    map.setFilter(`${this.id}-selected`, this.chosen(NOT_POINT))
    map.setFilter(`${this.id}-selected-points`, this.chosen(POINT))
  }

  /** Features under the pointer, topmost first. */
  pick(map: MapLibre, px: number, py: number): {index: number; area: boolean; colour: string; label: string}[] {
    const box: [[number, number], [number, number]] = [[px - RADIUS, py - RADIUS], [px + RADIUS, py + RADIUS]]
    const near = map.queryRenderedFeatures(box, {layers: [`${this.id}-line`, `${this.id}-points`]})
    const inside = map.queryRenderedFeatures([px, py], {layers: [`${this.id}-fill`]})
    const found = new Map<number, MapGeoJSONFeature>()
    for (const feature of [...near, ...inside]) if (typeof feature.id === 'number' && !found.has(feature.id)) found.set(feature.id, feature)
    return [...found].map(([index, {geometry, properties}]) => ({
      index, area: /Polygon/.test(geometry.type), colour: this.spec.colours[properties.c as number] ?? this.spec.colours[0], label: this.labelOf(index),
    }))
  }

  labelOf(index: number): string {
    return String(this.data.labels.features.find(({id}) => id === index)?.properties?.name ?? '')
  }

  private get palette() {
    return PALETTES[this.theme]
  }

  private get layerIds(): string[] {
    return PARTS.map(part => `${this.id}-${part}`)
  }

  private chosen(among: ExpressionSpecification): ExpressionSpecification {
    return ['all', among, ['==', ['id'], this.selected ?? -1]]
  }

  private addLabels(map: MapLibre, before: string): void {
    const {label, labelHalo} = this.palette
    map.addSource(`${this.id}-labels`, {type: 'geojson', data: this.data.labels, maxzoom: 14})
    map.addLayer({
      id: `${this.id}-labels`, type: 'symbol', source: `${this.id}-labels`,
      layout: {
        'text-field': ['get', 'name'], 'text-font': ['sans-serif'], 'text-size': 11.5, 'text-max-width': 9, 'text-padding': 4,
        'text-variable-anchor': this.spec.shapes.includes('area') ? ['center'] : ['top', 'bottom', 'left', 'right'], 'text-radial-offset': this.spec.shapes.includes('area') ? 0 : 0.6, 'text-justify': 'auto',
      },
      paint: {'text-color': label, 'text-halo-color': labelHalo, 'text-halo-width': 1.4},
    }, before)
  }
}

/** Of the feature's colour number. */
export function colourOf(colours: string[]): ExpressionSpecification | string {
  if (colours.length < 2) return colours[0]
  const pairs = colours.flatMap((colour, number) => [number, colour])
  return ['match', ['get', 'c'], ...pairs, colours[colours.length - 1]] as unknown as ExpressionSpecification
}
