import {expect, test, vi} from 'vitest'
import {Model} from '../src/model'
import {Placing} from '../src/placing'
import {panel} from './support'

test('the next point that is set answers, and no other', () => {
  const model = new Model(panel({placing: false, placed: null}))
  const changed = vi.fn()
  const placing = new Placing(model, changed)
  expect(placing.active).toBe(false)
  placing.start()
  expect(model.get('placing')).toBe(true)
  placing.add({longitude: 10.12345678, latitude: 47.5})
  expect(model.get('placed')).toEqual({longitude: 10.123457, latitude: 47.5})
  expect(placing.active).toBe(false)
  expect(changed).toHaveBeenCalledTimes(2)
})

test('whoever gives up sets no place', () => {
  const model = new Model(panel({placing: true, placed: null}))
  new Placing(model, () => undefined).stop()
  expect([model.get('placing'), model.get('placed')]).toEqual([false, null])
})
