import {expect, test} from 'vitest'
import {EMPTY_SCENE, resourcesOf, type LayerSpec} from '../src/scene'

test('each resource once; terrain comes in tiles', () => {
  const layers = [{kind: 'terrain', tiles: 't'}, {kind: 'tracks', resource: 'a'}, {kind: 'places', resource: 'b'}, {kind: 'tracks', resource: 'a'}] as LayerSpec[]
  expect(resourcesOf({...EMPTY_SCENE, layers})).toEqual(['a', 'b'])
  expect(resourcesOf(EMPTY_SCENE)).toEqual([])
})
