// The base map: countries, borders, names and cities, all from this bundle.

import type {FeatureCollection, MultiLineString, MultiPolygon, Polygon} from 'geojson'
import type {LayerSpecification, Map as MapLibre, StyleSpecification} from 'maplibre-gl'
import {feature, mesh} from 'topojson-client'
import type {GeometryCollection, GeometryObject, Topology} from 'topojson-specification'
import basemapText from 'virtual:basemap'
import placesText from 'virtual:places'
import {unwrapLine, unwrapPolygon} from './antimeridian.mjs'
import {withoutEdges} from './borders'
import type {Named} from './finding'
import type {Theme} from './ramps'
import {PALETTES} from './theme'

interface CountryLabel {
  name_de: string
  name_en: string
  longitude: number
  latitude: number
  area: number
}

interface Cities {
  name_de: string[]
  name_en: string[]
  longitude: number[]
  latitude: number[]
  population: number[]
  capital: number[]
}

/** Scene layers go below these: terrain under the borders, all else under the names. */
export const ABOVE_TERRAIN = 'base-above-relief'
export const BELOW_ALL = 'base-sea'
export const ABOVE_LAYERS = 'base-cities-dots'
/** Rasters of the user go below this. */
export const ABOVE_RASTERS = 'base-coast'
/** Where a base map of the user's goes: its areas below the relief, all else above it, its names above all layers. */
export const ABOVE_GROUND = 'base-above-ground'
export const UNDER_BORDERS = 'base-above-map'
export const UNDER_NAMES = 'base-names'
/** What a base map of the user's brings itself. */
export const BUILT_IN_NAMES = ['base-coast', 'base-borders', 'base-disputed', 'base-cities-dots', 'base-cities', 'base-names']

let parsed: Record<string, FeatureCollection | MultiLineString> | null = null
let cities: Cities | null = null

export const hasCities = () => cities !== null && cities.longitude.length > 0

/** Cities of the base map under their names in a language. */
export function citiesNamed(language: string): Named[] {
  if (!cities) return []
  const {name_de, name_en, longitude, latitude} = cities
  return longitude.map((_, i) => ({name: (language === 'de' ? '' : name_en[i]) || name_de[i], longitude: longitude[i], latitude: latitude[i]}))
}

function parse() {
  if (parsed) return parsed
  const {topology, labels} = JSON.parse(basemapText) as {topology: Topology; labels: CountryLabel[]}
  const countries = topology.objects.countries as GeometryCollection
  const lines = (of: GeometryCollection, only?: (a: GeometryObject, b: GeometryObject) => boolean): MultiLineString => {
    const {coordinates} = mesh(topology, of, only)
    return {type: 'MultiLineString', coordinates: withoutEdges(coordinates as [number, number][][]).map(unwrapLine)}
  }
  parsed = {
    countries: unwrapped(feature(topology, countries) as FeatureCollection<Polygon | MultiPolygon>),
    borders: lines(topology.objects.borders as GeometryCollection),
    coast: lines(countries, (a, b) => a === b),
    disputed: mesh(topology, topology.objects.disputed as GeometryCollection),
    names: points(labels.map(label => ({...label, minzoom: zoomForArea(label.area)}))),
    cities: cityPoints((cities = JSON.parse(placesText) as Cities)),
  }
  return parsed
}

function unwrapped({type, features}: FeatureCollection<Polygon | MultiPolygon>): FeatureCollection {
  return {type, features: features.map(({geometry, ...country}) => {
    const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
    return {...country, geometry: {type: 'MultiPolygon', coordinates: polygons.flatMap(rings => unwrapPolygon(rings as [number, number][][]))}}
  })}
}

/** Small countries' names only where the country itself can be seen. */
function zoomForArea(area: number): number {
  return Math.max(0, Math.min(7, Math.round(4.6 - Math.log2(Math.max(area, 1e-3)) / 2)))
}

function points(rows: ({longitude: number; latitude: number} & Record<string, unknown>)[]): FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: rows.map(({longitude, latitude, ...properties}) => ({type: 'Feature', properties, geometry: {type: 'Point', coordinates: [longitude, latitude]}})),
  }
}

function cityPoints(cities: Cities): FeatureCollection {
  return points(cities.longitude.map((longitude, i) => ({
    longitude,
    latitude: cities.latitude[i],
    name_de: cities.name_de[i],
    name_en: cities.name_en[i] || cities.name_de[i],
    capital: cities.capital[i],
    rank: i,
    minzoom: zoomForCity(cities.population[i], cities.capital[i] === 1),
  })))
}

function zoomForCity(population: number, capital: boolean): number {
  if ((capital && population > 2e5) || population > 2e6) return 4
  if (population > 7e5) return 5
  if (capital || population > 2.5e5) return 6
  if (population > 1e5) return 7
  if (population > 4e4) return 8
  return population > 2e4 ? 9 : 10
}

export function baseStyle(theme: Theme, language: string): StyleSpecification {
  const data = parse()
  const sources = Object.fromEntries(Object.entries(data).map(([name, geojson]) => [`base-${name}`, {
    type: 'geojson' as const, maxzoom: 10, tolerance: 0.3, data: geojson,
  }]))
  return {version: 8, sources, layers: [...groundLayers(theme), ...lineLayers(theme), ...nameLayers(theme, language)]}
}

function groundLayers(theme: Theme): LayerSpecification[] {
  const {sea, land} = PALETTES[theme]
  return [
    {id: 'base-sea', type: 'background', paint: {'background-color': sea}},
    {id: 'base-land', type: 'fill', source: 'base-countries', paint: {'fill-color': land, 'fill-antialias': false}},
    // places among the layers, which draw nothing
    ...[ABOVE_GROUND, ABOVE_TERRAIN, UNDER_BORDERS].map((id): LayerSpecification => ({id, type: 'background', layout: {visibility: 'none'}, paint: {}})),
  ]
}

function lineLayers(theme: Theme): LayerSpecification[] {
  const {border, coast, disputed} = PALETTES[theme]
  const width = ['interpolate', ['linear'], ['zoom'], 2, 0.6, 6, 1.1, 12, 1.8] as unknown as number
  return [
    {id: 'base-coast', type: 'line', source: 'base-coast', paint: {'line-color': coast, 'line-width': width}},
    {id: 'base-borders', type: 'line', source: 'base-borders', paint: {'line-color': border, 'line-width': width}},
    {id: 'base-disputed', type: 'line', source: 'base-disputed', paint: {'line-color': disputed, 'line-width': width, 'line-dasharray': [3, 2]}},
  ]
}

function nameLayers(theme: Theme, language: string): LayerSpecification[] {
  const {country, city, halo} = PALETTES[theme]
  const name = ['get', language === 'de' ? 'name_de' : 'name_en'] as unknown as string
  const big = ['>=', ['zoom'], ['get', 'minzoom']] as unknown as boolean
  return [
    {
      id: 'base-cities-dots', type: 'circle', source: 'base-cities', filter: big,
      paint: {'circle-radius': ['case', ['==', ['get', 'capital'], 1], 2.6, 1.8], 'circle-color': city, 'circle-stroke-color': halo, 'circle-stroke-width': 1},
    },
    {
      id: 'base-cities', type: 'symbol', source: 'base-cities', filter: big,
      layout: {
        'text-field': name, 'text-font': ['sans-serif'], 'text-size': ['case', ['==', ['get', 'capital'], 1], 12.5, 11.5],
        'text-variable-anchor': ['left', 'right', 'top', 'bottom'], 'text-radial-offset': 0.45, 'text-justify': 'auto',
        'symbol-sort-key': ['get', 'rank'], 'text-padding': 4,
      },
      paint: {'text-color': city, 'text-halo-color': halo, 'text-halo-width': 1.3},
    },
    {
      id: 'base-names', type: 'symbol', source: 'base-names', filter: big,
      layout: {
        'text-field': name, 'text-font': ['sans-serif'], 'text-transform': 'uppercase', 'text-letter-spacing': 0.12, 'text-max-width': 7,
        'text-size': ['interpolate', ['linear'], ['zoom'], 2, 10.5, 5, 14, 8, 17], 'symbol-sort-key': ['-', 0, ['get', 'area']], 'text-padding': 6,
      },
      paint: {
        'text-color': country, 'text-halo-color': halo, 'text-halo-width': 1.5,
        'text-opacity': ['interpolate', ['linear'], ['zoom'], 7, 1, 9, 0.5],
      },
    },
  ]
}

/** Repaint for another theme or language; sources and tiles stay. */
export function restyle(map: MapLibre, theme: Theme, language: string): void {
  for (const layer of baseStyle(theme, language).layers) {
    for (const [name, value] of Object.entries(layer.paint ?? {})) map.setPaintProperty(layer.id, name as 'fill-color', value)
    if (layer.type === 'symbol') map.setLayoutProperty(layer.id, 'text-field', layer.layout?.['text-field'])
  }
}
