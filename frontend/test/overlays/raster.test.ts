// @vitest-environment happy-dom

import type {Map as MapLibre} from 'maplibre-gl'
import {expect, test, vi} from 'vitest'
import {RasterOverlayLayer} from '../../src/overlays/raster'
import type {RasterOverlaySpec} from '../../src/scene'

type Answer = (request: {url: string}) => Promise<{data: unknown}>
const protocols = new Map<string, Answer>()
vi.mock('../../src/maplibre', () => ({
  loadMapLibre: () => ({
    addProtocol: (name: string, answer: Answer) => protocols.set(name, answer),
    removeProtocol: (name: string) => protocols.delete(name),
  }),
}))

const spec = {tiles: 'session/a', bounds: [0, 0, 1, 1], min_zoom: 0, max_zoom: 9} as unknown as RasterOverlaySpec

test('a raster that is drawn anew asks for other tiles, from the same source', async () => {
  const asked: string[] = []
  const failed = vi.fn()
  const layer = new RasterOverlayLayer('layer-a', spec, {load: name => { asked.push(name); return Promise.reject(new Error('none')) }, failed})
  const setTiles = vi.fn()
  const map = {addSource: vi.fn(), addLayer: vi.fn(), getSource: () => ({setTiles})} as unknown as MapLibre
  vi.stubGlobal('createImageBitmap', () => Promise.resolve({}))
  vi.stubGlobal('ImageData', class {})
  layer.addTo(map, 'other')
  const source = vi.mocked(map.addSource).mock.calls[0]![1] as {tiles: string[]}
  const fetchTile = async (template: string) => {
    const url = template.replace('{z}', '3').replace('{x}', '2').replace('{y}', '1')
    await protocols.get(url.split(':')[0]!)!({url})
  }
  await fetchTile(source.tiles[0]!)
  layer.redraw(map, 'session/b')
  const [[again]] = setTiles.mock.calls[0] as [[string]]
  expect(again).not.toBe(source.tiles[0])
  await fetchTile(again)
  expect(asked).toEqual(['session/a/3/2/1', 'session/b/3/2/1'])
  expect(failed).toHaveBeenCalledTimes(2)
})
