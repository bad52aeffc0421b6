import {describe, expect, test} from 'vitest'
import {basemapStyle, schemaOf} from '../../src/basemaps/style'

const OPENMAPTILES = ['water', 'waterway', 'landcover', 'landuse', 'park', 'boundary', 'transportation', 'building', 'place', 'water_name']
const PROTOMAPS = ['earth', 'water', 'landcover', 'landuse', 'roads', 'boundaries', 'buildings', 'places', 'pois']
const style = (layers: string[], theme: 'light' | 'dark' = 'light', language = 'de') => basemapStyle('own', layers, theme, language)
const layer = (made: ReturnType<typeof style>, id: string) => made.find(({layer}) => layer.id === id)!.layer as unknown as {paint: Record<string, unknown>; layout: Record<string, unknown>; filter: unknown; type: string}

describe('schemas', () => {
  test('are known by their layers', () => {
    expect(schemaOf(OPENMAPTILES)).toBe('openmaptiles')
    expect(schemaOf(PROTOMAPS)).toBe('protomaps')
    expect(schemaOf(['zonen', 'water'])).toBe('')
  })

  test.each([['openmaptiles', OPENMAPTILES], ['protomaps', PROTOMAPS]])('%s has water, roads, borders and names', (_, layers) => {
    const made = style(layers)
    const types = new Set(made.map(({tier, layer: {type}}) => `${tier} ${type}`))
    expect(types).toEqual(new Set(['ground fill', 'lines line', 'names symbol']))
    expect(made.some(({layer: {id}}) => /disputed/.test(id))).toBe(true)
    expect(made.some(({layer: {id}}) => /major/.test(id))).toBe(true)
  })

  test('layers that the file lacks are not asked for', () => {
    const made = style(['water', 'transportation'])
    expect(new Set(made.map(({layer}) => (layer as {'source-layer': string})['source-layer']))).toEqual(new Set(['water', 'transportation']))
  })
})

describe('unknown files', () => {
  const made = style(['zonen', 'wege'])

  test('are drawn by the kind of shape', () => {
    expect(made.map(({layer: {id, type}}) => `${id} ${type}`)).toEqual([
      'own-zonen-areas fill', 'own-zonen-lines line', 'own-zonen-points circle', 'own-wege-areas fill', 'own-wege-lines line', 'own-wege-points circle',
      'own-zonen-zonen-names symbol', 'own-wege-wege-names symbol',
    ])
  })

  test('without layers nothing is drawn', () => expect(style([])).toEqual([]))
})

test('every id is used once', () => {
  for (const layers of [OPENMAPTILES, PROTOMAPS, ['a', 'b']]) {
    const ids = style(layers).map(({layer: {id}}) => id)
    expect(new Set(ids).size).toBe(ids.length)
  }
})

test('names follow the language, colours the theme', () => {
  expect(JSON.stringify(layer(style(OPENMAPTILES), 'own-place-cities').layout['text-field'])).toContain('name:de')
  expect(JSON.stringify(layer(style(OPENMAPTILES, 'light', 'en'), 'own-place-cities').layout['text-field'])).toContain('name:en')
  expect(layer(style(PROTOMAPS, 'dark'), 'own-water-water').paint['fill-color']).not.toBe(layer(style(PROTOMAPS), 'own-water-water').paint['fill-color'])
})

test('MapLibre takes every layer', async () => {
  const {validateStyleMin} = await import('@maplibre/maplibre-gl-style-spec')
  for (const layers of [OPENMAPTILES, PROTOMAPS, ['a']]) {
    const sources = {own: {type: 'vector', tiles: ['x://{z}/{x}/{y}']}}
    const errors = validateStyleMin({version: 8, sources, layers: style(layers).map(({layer}) => layer)} as never)
    // without glyphs names are drawn with the browser's own letters
    expect(errors.filter(({message}) => !/glyphs/.test(message))).toEqual([])
  }
})
