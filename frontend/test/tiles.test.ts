import {expect, test} from 'vitest'
import type {Container} from '../src/columns'
import {TileFailure, tileBytes} from '../src/tiles'

const container = (meta: object, tile?: Uint8Array) => ({meta, has: () => tile !== undefined, column: () => tile}) as unknown as Container

test('a tile is its bytes, or nothing', () => {
  expect(tileBytes(container({empty: false}, new Uint8Array([1, 2])))).toEqual(new Uint8Array([1, 2]))
  expect(tileBytes(container({empty: true}))).toBeNull()
})

test('what Python says of a tile that fails is an error with the sentence', () => {
  const sentence = {template: '{name} is damaged or truncated', values: {name: 'a.pmtiles'}}
  try {
    tileBytes(container({error: sentence}))
    expect.unreachable()
  } catch (error) {
    expect((error as TileFailure).sentence).toEqual(sentence)
  }
})
