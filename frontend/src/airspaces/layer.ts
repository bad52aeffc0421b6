// One layer of airspaces on the map: fills, hatching, outlines by activity, labels.

import type {Feature, FeatureCollection} from 'geojson'
import type {ExpressionSpecification, GeoJSONSource, Map as MapLibre} from 'maplibre-gl'
import {css, type Theme} from '../ramps'
import {PALETTES} from '../theme'
import {activityAt, withinHeights, type Activity, type Airspace} from './data'
import {FAMILIES, familyColour, labelColour, type Family} from './families'
import {hatchImage} from './hatch'
import {STRENGTH} from './strength'

/** Outlines of what is active are whole, of what is not dashed, of what nobody knows dotted. */
const DASHES: Record<Activity, number[] | null> = {active: null, inactive: [4, 3], unknown: [1, 1.6]}
const LABEL_LIMITS_FROM = 8
/** MapLibre reads the weight out of the name; regular strokes of this size lose half of their colour. */
const LABEL_FONT = 'Semibold'

export class AirspacesLayer {
  /** Numbers of the airspaces that each kind of style was last given. */
  private readonly shown: Partial<Record<Activity, string>> = {}
  /** Activity last told to the map, of the airspaces for which it changes with time. */
  private readonly told = new Map<number, Activity>()
  private selected = ''
  /** Indices of those that are selected. */
  picked: number[] = []
  private opacity = 1
  private labelled = ''
  private visible = true
  private raised = false

  constructor(readonly id: string, readonly airspaces: Airspace[], private theme: Theme) {}

  addTo(map: MapLibre, before: string): void {
    this.addHatches(map)
    map.addSource(this.id, {type: 'geojson', data: this.polygons(), tolerance: 0.2, maxzoom: 16})
    map.addSource(`${this.id}-labels`, {type: 'geojson', data: this.labels(null), maxzoom: 14})
    const activities = Object.keys(DASHES) as Activity[]
    for (const activity of activities) this.addFill(map, activity, before)
    for (const activity of activities) this.addOutline(map, activity, before)
    map.addLayer({
      id: `${this.id}-selected`, type: 'line', source: this.id, layout: {'line-join': 'round'}, filter: ['==', ['id'], -1],
      paint: {'line-color': PALETTES[this.theme].selected, 'line-width': 3.5, 'line-opacity': 0.9},
    }, before)
    this.addLabels(map, before)
    this.setOpacity(map, this.opacity)
  }

  removeFrom(map: MapLibre): void {
    for (const id of this.layerIds()) if (map.getLayer(id)) map.removeLayer(id)
    for (const id of [this.id, `${this.id}-labels`]) if (map.getSource(id)) map.removeSource(id)
  }

  setVisible(map: MapLibre, visible: boolean): void {
    this.visible = visible
    for (const id of this.layerIds()) map.setLayoutProperty(id, 'visibility', visible && !(this.raised && isFace(id)) ? 'visible' : 'none')
  }

  /** In three dimensions bodies are drawn instead of faces; the outlines stay on the ground. */
  setRaised(map: MapLibre, raised: boolean): void {
    if (raised === this.raised) return
    this.raised = raised
    this.setVisible(map, this.visible)
  }

  setOpacity(map: MapLibre, opacity: number): void {
    this.opacity = opacity
    for (const [activity, {fill, line}] of Object.entries(STRENGTH)) {
      const strength = (value: ExpressionSpecification | number) => whileIn(activity as Activity, value)
      map.setPaintProperty(`${this.id}-${activity}-fill`, 'fill-opacity', strength(['*', opacity * fill, ['get', 'fill']]))
      map.setPaintProperty(`${this.id}-${activity}-hatch`, 'fill-opacity', strength(opacity * fill))
      map.setPaintProperty(`${this.id}-${activity}`, 'line-opacity', strength(Math.min(1, opacity * 1.1) * line))
    }
    map.setPaintProperty(`${this.id}-names`, 'text-opacity', Math.min(1, opacity * 1.2))
  }

  setTheme(map: MapLibre, theme: Theme): void {
    this.theme = theme
    this.addHatches(map)
    const colour = this.colour()
    for (const activity of Object.keys(DASHES)) {
      map.setPaintProperty(`${this.id}-${activity}-fill`, 'fill-color', colour)
      map.setPaintProperty(`${this.id}-${activity}-hatch`, 'fill-pattern', this.pattern())
      map.setPaintProperty(`${this.id}-${activity}`, 'line-color', colour)
    }
    map.setPaintProperty(`${this.id}-selected`, 'line-color', PALETTES[theme].selected)
    map.setPaintProperty(`${this.id}-names`, 'text-color', this.colour(labelColour))
    map.setPaintProperty(`${this.id}-names`, 'text-halo-color', PALETTES[theme].labelHalo)
  }

  setSelected(map: MapLibre, indices: number[]): void {
    const key = indices.join()
    if (key === this.selected) return
    this.selected = key
    this.picked = indices
    map.setFilter(`${this.id}-selected`, ['in', ['id'], ['literal', indices]])
  }

  /**
   * Bring what is drawn into line with time and altitude filter; only a change is told to the map.
   *
   * The altitude filter is a filter, for a line of opacity 0 costs as much to draw as any other. Activity is a state of
   * the few airspaces that have times: a filter would have their tiles built anew and the map drawn three times over.
   */
  update(map: MapLibre, time: number | null, range: [number, number] | null): void {
    this.updateFilters(map, time, range)
    for (const airspace of this.airspaces) {
      if (stylesOf(airspace, time).length < 2) continue
      const activity = activityAt(airspace, time)
      if (this.told.get(airspace.index) === activity) continue
      this.told.set(airspace.index, activity)
      map.setFeatureState({source: this.id, id: airspace.index}, {activity})
    }
    this.updateLabels(map, range)
  }

  private updateFilters(map: MapLibre, time: number | null, range: [number, number] | null): void {
    const ids: Record<Activity, number[]> = {active: [], inactive: [], unknown: []}
    for (const airspace of this.airspaces) {
      if (withinHeights(airspace, range)) for (const activity of stylesOf(airspace, time)) ids[activity].push(airspace.index)
    }
    for (const activity of Object.keys(DASHES) as Activity[]) {
      const key = ids[activity].join()
      if (key === this.shown[activity]) continue
      this.shown[activity] = key
      const among: ExpressionSpecification = ['in', ['id'], ['literal', ids[activity]]]
      map.setFilter(`${this.id}-${activity}`, among)
      map.setFilter(`${this.id}-${activity}-fill`, among)
      map.setFilter(`${this.id}-${activity}-hatch`, ['all', ['==', ['get', 'hatched'], true], among])
    }
  }

  /** Families present, in the order of the legend. */
  get families(): Family[] {
    const present = new Set(this.airspaces.map(({family}) => family))
    return (Object.keys(FAMILIES) as Family[]).filter(family => present.has(family))
  }

  private updateLabels(map: MapLibre, range: [number, number] | null): void {
    const key = range ? range.join(' ') : ''
    if (key === this.labelled) return
    this.labelled = key
    ;(map.getSource(`${this.id}-labels`) as GeoJSONSource | undefined)?.setData(this.labels(range))
  }

  private layerIds(): string[] {
    const parts = Object.keys(DASHES).flatMap(activity => [`${activity}-fill`, `${activity}-hatch`, activity])
    return [...parts, 'selected', 'names'].map(part => `${this.id}-${part}`)
  }

  private addFill(map: MapLibre, activity: Activity, before: string): void {
    const filter = ['in', ['id'], ['literal', []]] as unknown as ExpressionSpecification
    map.addLayer({id: `${this.id}-${activity}-fill`, type: 'fill', source: this.id, filter, paint: {'fill-color': this.colour(), 'fill-antialias': false}}, before)
    map.addLayer({
      id: `${this.id}-${activity}-hatch`, type: 'fill', source: this.id, filter, paint: {'fill-pattern': this.pattern(), 'fill-antialias': false},
    }, before)
  }

  private addOutline(map: MapLibre, activity: Activity, before: string): void {
    const dashes = DASHES[activity]
    map.addLayer({
      id: `${this.id}-${activity}`, type: 'line', source: this.id, filter: ['in', ['id'], ['literal', []]] as unknown as ExpressionSpecification,
      layout: {'line-cap': activity === 'unknown' ? 'round' : 'butt'},
      paint: {'line-color': this.colour(), 'line-width': ['get', 'width'], ...(dashes ? {'line-dasharray': dashes} : {})},
    }, before)
  }

  private addLabels(map: MapLibre, before: string): void {
    const limits = ['concat', ['get', 'name'], '\n', ['get', 'limits']] as ExpressionSpecification
    map.addLayer({
      id: `${this.id}-names`, type: 'symbol', source: `${this.id}-labels`, filter: ['>=', ['zoom'], ['get', 'minzoom']],
      layout: {
        'text-field': ['step', ['zoom'], ['get', 'name'], LABEL_LIMITS_FROM, limits], 'text-font': [LABEL_FONT], 'text-size': 11,
        'text-max-width': 9, 'text-padding': 5, 'symbol-sort-key': ['get', 'order'],
      },
      paint: {'text-color': this.colour(labelColour), 'text-halo-color': PALETTES[this.theme].labelHalo, 'text-halo-width': 1.4},
    }, before)
  }

  private addHatches(map: MapLibre): void {
    for (const family of Object.keys(FAMILIES) as Family[]) {
      const name = `hatch-${this.theme}-${family}`
      if (FAMILIES[family].hatched && !map.hasImage(name)) map.addImage(name, hatchImage(familyColour(family, this.theme)), {pixelRatio: 2})
    }
  }

  private pattern(): ExpressionSpecification {
    return ['concat', `hatch-${this.theme}-`, ['get', 'family']]
  }

  private colour(of = familyColour): ExpressionSpecification {
    const pairs = (Object.keys(FAMILIES) as Family[]).flatMap(family => [family, css(of(family, this.theme))])
    return ['match', ['get', 'family'], ...pairs, css(of('unknown', this.theme))] as unknown as ExpressionSpecification
  }

  private polygons(): FeatureCollection {
    return {type: 'FeatureCollection', features: this.airspaces.map(({index, family, polygons}): Feature => ({
      type: 'Feature', id: index,
      properties: {family, width: FAMILIES[family].width, fill: FAMILIES[family].fill, hatched: FAMILIES[family].hatched},
      geometry: {type: 'MultiPolygon', coordinates: polygons},
    }))}
  }

  private labels(range: [number, number] | null): FeatureCollection {
    const named = this.airspaces.filter(airspace => airspace.name && airspace.polygons.length > 0 && withinHeights(airspace, range))
    return {type: 'FeatureCollection', features: named.map(({name, family, area, west, east, lower, upper, label}): Feature => ({
      type: 'Feature',
      properties: {name, family, order: -area, limits: `${lower ?? '?'} – ${upper ?? '?'}`, minzoom: zoomForWidth(east - west)},
      geometry: {type: 'Point', coordinates: label},
    }))}
  }
}

const isFace = (id: string) => id.endsWith('-fill') || id.endsWith('-hatch')

/** The styles an airspace may need: those with times need two, of which its state shows one. */
function stylesOf(airspace: Airspace, time: number | null): Activity[] {
  return airspace.activation === 'periods' && time !== null ? ['active', 'inactive'] : [activityAt(airspace, time)]
}

/** Nothing, while the airspace's state says another activity. */
function whileIn(activity: Activity, value: ExpressionSpecification | number): ExpressionSpecification {
  return ['case', ['==', ['coalesce', ['feature-state', 'activity'], activity], activity], value, 0]
}

/** From where on the airspace is about sixty pixels wide, a name's width. */
function zoomForWidth(degrees: number): number {
  return Math.max(0, Math.min(14, Math.log2((60 * 360) / (512 * Math.max(degrees, 1e-4)))))
}
