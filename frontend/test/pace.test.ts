import {afterEach, beforeEach, expect, test, vi} from 'vitest'
import {pace} from '../src/pace'

beforeEach(() => void vi.useFakeTimers({toFake: ['setTimeout', 'performance']}))
afterEach(() => void vi.useRealTimers())

test('while layers arrive there are few pictures, and the last wish is granted; afterwards each at once', () => {
  let loading = true
  const draw = vi.fn()
  const map = {triggerRepaint: draw as () => void}
  pace(map, () => loading)
  map.triggerRepaint()
  expect(draw).toHaveBeenCalledTimes(1)
  for (let i = 0; i < 10; i++) {
    vi.advanceTimersByTime(20)
    map.triggerRepaint()
  }
  expect(draw).toHaveBeenCalledTimes(1)
  vi.advanceTimersByTime(400)
  expect(draw).toHaveBeenCalledTimes(2)
  vi.advanceTimersByTime(1000)
  expect(draw).toHaveBeenCalledTimes(2)
  loading = false
  for (let i = 0; i < 3; i++) map.triggerRepaint()
  expect(draw).toHaveBeenCalledTimes(5)
})
