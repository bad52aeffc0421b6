import {expect, test} from 'vitest'
import {encodeFilm, momentsOf} from '../../src/handout/film'

test('frames from the first to the last moment, by even steps', () => {
  expect(momentsOf(0, 100, 25)).toEqual([0, 25, 50, 75, 100])
  expect(momentsOf(0, 99, 25)).toEqual([0, 25, 50, 75])
  expect(momentsOf(7, 7, 25)).toEqual([7])
  expect(momentsOf(0, 0.3, 0.1).length).toBe(4)
})

test('an aborted film stops at once and says so', async () => {
  const drawn: number[] = []
  const stop = new AbortController()
  const canvas = {width: 2, height: 2, getContext: () => ({getImageData: () => ({data: new Uint8ClampedArray(16)})})} as unknown as HTMLCanvasElement
  const film = {canvas, count: 10, rate: 5, draw: async (frame: number) => {
    drawn.push(frame)
    if (frame === 2) stop.abort(new Error('enough'))
  }}
  await expect(encodeFilm(film, 'gif', () => undefined, stop.signal)).rejects.toThrow('enough')
  expect(drawn).toEqual([0, 1, 2])
})

test('a GIF of two frames', async () => {
  const shares: number[] = []
  const canvas = {width: 2, height: 1, getContext: () => ({getImageData: () => ({data: Uint8ClampedArray.from([255, 0, 0, 255, 0, 0, 255, 255])})})} as unknown as HTMLCanvasElement
  const blob = await encodeFilm({canvas, count: 2, rate: 10, draw: async () => undefined}, 'gif', share => shares.push(share), new AbortController().signal)
  const bytes = new Uint8Array(await blob.arrayBuffer())
  expect(String.fromCharCode(...bytes.subarray(0, 6))).toBe('GIF89a')
  expect(shares).toEqual([0.5, 1])
})
