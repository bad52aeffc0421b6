// A plain style for vector tiles of others: the schemas of OpenMapTiles and Protomaps are known, all else is drawn quietly.

import type {ExpressionSpecification, FilterSpecification, LayerSpecification} from 'maplibre-gl'
import type {Theme} from '../ramps'
import {PALETTES} from '../theme'

/** Below the relief; above it; with the names above everything. */
export type Tier = 'ground' | 'lines' | 'names'
export type Schema = 'openmaptiles' | 'protomaps' | ''

export interface Styled {
  tier: Tier
  layer: LayerSpecification
}

interface Colours {
  water: string
  green: string
  built: string
  building: string
  road: string
  rail: string
  quiet: string
}

const COLOURS: Record<Theme, Colours> = {
  light: {water: '#bcd3e2', green: '#dde9d3', built: '#e9e5e0', building: '#d9d3cb', road: '#b9a98f', rail: '#a9adb3', quiet: '#7c8892'},
  dark: {water: '#152b3b', green: '#1e2c22', built: '#252c33', building: '#323b44', road: '#5d5546', rail: '#4d555d', quiet: '#8593a0'},
}
const FONT = ['sans-serif']

/** Which schema a file's layers are of. */
export function schemaOf(layers: string[]): Schema {
  const has = (...names: string[]) => names.every(name => layers.includes(name))
  if (has('water', 'transportation') || has('transportation', 'place')) return 'openmaptiles'
  if (has('earth', 'water') || has('roads', 'boundaries')) return 'protomaps'
  return ''
}

/** `source` is the source's and the layers' common name. */
export function basemapStyle(source: string, layers: string[], theme: Theme, language: string): Styled[] {
  const schema = schemaOf(layers)
  const maker = new Maker(source, layers, theme, language)
  if (schema === 'openmaptiles') return maker.openmaptiles()
  if (schema === 'protomaps') return maker.protomaps()
  return maker.unknown()
}

class Maker {
  private readonly made: Styled[] = []

  constructor(private readonly source: string, private readonly layers: string[], private readonly theme: Theme, private readonly language: string) {}

  openmaptiles(): Styled[] {
    const {water, green, built, building} = COLOURS[this.theme]
    this.fill('landcover', 'landcover', green, ['match', ['get', 'class'], ['wood', 'grass', 'forest', 'farmland', 'wetland'], true, false])
    this.fill('landuse', 'landuse', built, ['match', ['get', 'class'], ['residential', 'industrial', 'commercial', 'suburb'], true, false])
    this.fill('park', 'park', green)
    this.fill('water', 'water', water)
    this.line('waterway', 'waterway', water, [6, 0.4, 14, 2])
    this.fill('building', 'building', building, undefined, 13)
    this.roads('transportation', ['get', 'class'])
    this.borders('boundary', ['to-number', ['get', 'admin_level'], 2], ['==', ['to-number', ['get', 'disputed'], 0], 1])
    this.waterNames('water_name')
    this.places('place', ['get', 'class'], ['to-number', ['get', 'rank'], 20])
    return this.made
  }

  protomaps(): Styled[] {
    const {water, green, built, building} = COLOURS[this.theme]
    const kind: ExpressionSpecification = ['coalesce', ['get', 'kind'], ['get', 'pmap:kind'], '']
    this.fill('earth', 'earth', PALETTES[this.theme].land)
    this.fill('landcover', 'landcover', green, ['match', kind, ['grassland', 'forest', 'farmland'], true, false])
    this.fill('landuse', 'landuse-green', green, ['match', kind, ['forest', 'wood', 'park', 'nature_reserve', 'grass', 'national_park'], true, false])
    this.fill('landuse', 'landuse-built', built, ['match', kind, ['residential', 'industrial', 'commercial', 'urban_area'], true, false])
    this.fill('water', 'water', water)
    this.line('water', 'rivers', water, [6, 0.4, 14, 2], ['==', ['geometry-type'], 'LineString'])
    this.fill('buildings', 'buildings', building, undefined, 13)
    this.roads('roads', kind)
    this.borders('boundaries', ['match', kind, ['country', 'unrecognized_country', 'disputed'], 2, 4],
      ['any', ['==', ['get', 'disputed'], true], ['match', kind, ['disputed', 'unrecognized_country'], true, false]])
    this.places('places', ['match', kind, 'locality', ['coalesce', ['get', 'kind_detail'], 'town'], kind], ['to-number', ['get', 'min_zoom'], 10])
    return this.made
  }

  /** One quiet style for each kind of shape. */
  unknown(): Styled[] {
    const {quiet} = COLOURS[this.theme]
    for (const name of this.layers) {
      this.add('ground', name, {type: 'fill', filter: ['==', ['geometry-type'], 'Polygon'], paint: {'fill-color': quiet, 'fill-opacity': 0.12}}, 'areas')
      this.add('lines', name, {type: 'line', filter: ['!=', ['geometry-type'], 'Point'], paint: {'line-color': quiet, 'line-width': 0.8, 'line-opacity': 0.8}}, 'lines')
      this.add('lines', name, {type: 'circle', filter: ['==', ['geometry-type'], 'Point'], paint: {'circle-color': quiet, 'circle-radius': 2}}, 'points')
    }
    for (const name of this.layers) this.label(name, `${name}-names`, {size: 11, filter: ['==', ['geometry-type'], 'Point']})
    return this.made
  }

  private add(tier: Tier, from: string, layer: object, name: string): void {
    if (!this.layers.includes(from)) return
    this.made.push({tier, layer: {id: `${this.source}-${from}-${name}`, source: this.source, 'source-layer': from, ...layer} as unknown as LayerSpecification})
  }

  private fill(from: string, name: string, colour: string, filter?: ExpressionSpecification, minzoom = 0): void {
    const polygon: ExpressionSpecification = ['==', ['geometry-type'], 'Polygon']
    this.add('ground', from, {type: 'fill', minzoom, filter: filter ? ['all', polygon, filter] : polygon, paint: {'fill-color': colour, 'fill-antialias': false}}, name)
  }

  private line(from: string, name: string, colour: string, widths: number[], filter?: ExpressionSpecification, dashes?: number[]): void {
    this.add('lines', from, {
      type: 'line', ...(filter ? {filter} : {}), layout: {'line-join': 'round', 'line-cap': dashes ? 'butt' : 'round'},
      paint: {'line-color': colour, 'line-width': ['interpolate', ['exponential', 1.4], ['zoom'], ...widths], ...(dashes ? {'line-dasharray': dashes} : {})},
    }, name)
  }

  private roads(from: string, kind: ExpressionSpecification): void {
    const {road, rail} = COLOURS[this.theme]
    const among = (...kinds: string[]): ExpressionSpecification => ['match', kind, kinds, true, false]
    this.line(from, 'rail', rail, [8, 0.4, 16, 2], among('rail', 'transit'))
    this.line(from, 'minor', road, [11, 0.2, 16, 3.5], among('minor', 'service', 'street', 'minor_road', 'tertiary', 'other'))
    this.line(from, 'medium', road, [8, 0.3, 16, 5], among('secondary', 'primary', 'medium_road', 'major_road'))
    this.line(from, 'major', road, [5, 0.4, 16, 7], among('motorway', 'trunk', 'highway'))
  }

  private borders(from: string, level: ExpressionSpecification, disputed: ExpressionSpecification): void {
    const {border} = PALETTES[this.theme]
    const country: ExpressionSpecification = ['<=', level, 2]
    this.line(from, 'regions', border, [5, 0.2, 12, 0.9], ['all', ['>', level, 2], ['<=', level, 4]], [3, 3])
    this.line(from, 'countries', border, [2, 0.6, 12, 1.8], ['all', country, ['!', disputed]])
    this.line(from, 'disputed', PALETTES[this.theme].disputed, [2, 0.6, 12, 1.8], ['all', country, disputed], [3, 2])
  }

  private waterNames(from: string): void {
    this.label(from, 'water-names', {size: 11, colour: COLOURS[this.theme].quiet, filter: ['==', ['geometry-type'], 'Point']})
  }

  private places(from: string, kind: ExpressionSpecification, rank: ExpressionSpecification): void {
    const {country, city} = PALETTES[this.theme]
    this.label(from, 'villages', {size: 11, colour: city, rank, minzoom: 10, filter: ['match', kind, ['village', 'hamlet', 'suburb', 'neighbourhood', 'macrohood'], true, false]})
    this.label(from, 'towns', {size: 11.5, colour: city, rank, minzoom: 7, filter: ['match', kind, ['town'], true, false]})
    this.label(from, 'cities', {size: 12.5, colour: city, rank, minzoom: 3, filter: ['match', kind, ['city'], true, false]})
    this.label(from, 'countries', {size: 13, colour: country, rank, upper: true, filter: ['match', kind, ['country'], true, false]})
  }

  private label(from: string, name: string, {size, colour, filter, rank, minzoom = 0, upper = false}: {
    size: number; colour?: string; filter: FilterSpecification; rank?: ExpressionSpecification; minzoom?: number; upper?: boolean
  }): void {
    const own = this.language === 'de' ? 'de' : 'en'
    const text: ExpressionSpecification = ['coalesce', ['get', `name:${own}`], ['get', `name_${own}`], ['get', 'name'], '']
    this.add('names', from, {
      type: 'symbol', minzoom, filter,
      layout: {
        'text-field': text, 'text-font': FONT, 'text-size': size, 'text-max-width': 8, 'text-padding': 4,
        ...(rank ? {'symbol-sort-key': rank} : {}), ...(upper ? {'text-transform': 'uppercase', 'text-letter-spacing': 0.1} : {}),
      },
      paint: {'text-color': colour ?? PALETTES[this.theme].city, 'text-halo-color': PALETTES[this.theme].halo, 'text-halo-width': 1.3},
    }, name)
  }
}
