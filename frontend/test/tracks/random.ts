// Random tracks for laws of filters and colours: gaps, unknown heights, standing still, single fixes.

import type {TrackData} from '../../src/tracks/data'
import {made} from './support'

export function generator(seed: number): (count: number) => number {
  let state = seed
  return count => (state = (state * 48271) % 2147483647) % count
}

/** A tick is a second; longer than 100 is a gap. */
export function randomTracks(seed: number, count = 8, fixes = 60): TrackData {
  const random = generator(seed)
  const tracks = Array.from({length: count}, (): [number, number, number, number][] => {
    let [x, y, t, height] = [1e8 + random(1e6), 4e8 + random(1e6), random(200_000), random(9000)]
    return Array.from({length: random(12) === 0 ? 1 : 2 + random(fixes)}, () => {
      if (random(6) > 0) [x, y] = [x + random(60_000) - 20_000, y + random(60_000) - 30_000]
      t += random(15) === 0 ? 101 + random(5000) : 1 + random(90)
      height += random(800) - 380
      return [x, y, t, random(8) === 0 ? NaN : height]
    })
  })
  const data = made(...tracks)
  const names = (choices: string[]) => tracks.map(() => choices[random(choices.length)])
  data.tick = 1000
  data.meta = {...data.meta, callsigns: names(['DLH1', 'DLH22', 'AFR1', '']), platforms: names(['A320', 'C172', '']), sources: names(['adsb', 'mlat', ''])}
  return data
}
