// How many tracks were in flight over the picture's time, for the background of the time bar.

import {STRIDE, timeOf, type TrackData} from './data'

/** Tracks in flight in each of `bins` equal parts of start..end (ms): a track counts in every part it touches. */
export function flightsInFlight(layers: TrackData[], start: number, end: number, bins: number): Float64Array {
  const changes = new Float64Array(bins + 1)
  const width = (end - start) / bins
  const bin = (time: number) => Math.max(0, Math.min(bins - 1, Math.floor((time - start) / width)))
  for (const data of layers) {
    for (let track = 0; track < data.count; track++) {
      const from = data.start[track]
      const to = data.start[track + 1] - 1
      if (to < from) continue
      const first = timeOf(data, data.fixes[STRIDE * from + 2])
      const last = timeOf(data, data.fixes[STRIDE * to + 2])
      if (last < start || first > end) continue
      changes[bin(first)]++
      changes[bin(last) + 1]--
    }
  }
  let flying = 0
  return changes.slice(0, bins).map(change => (flying += change))
}
