import {describe, expect, it, vi} from 'vitest'
import {Measuring} from '../src/measuring'

const place = (longitude: number, latitude: number) => ({longitude, latitude})

describe('measuring', () => {
  it('sums the legs, the one to the pointer included', () => {
    const measuring = new Measuring(() => {})
    measuring.start()
    expect(measuring.result).toEqual({legs: [], total: 0, area: null})
    measuring.point(place(5, 5))
    expect(measuring.result.legs).toEqual([])
    measuring.add(place(10, 47))
    measuring.add(place(11, 47))
    measuring.point(place(11, 48))
    const {legs, total, area} = measuring.result
    expect(legs).toHaveLength(2)
    expect(total).toBe(legs[0].distance + legs[1].distance)
    expect(area! / 1e6).toBeCloseTo(4227, -2)
    measuring.point(place(11, 47)) // resting on the last place: no leg of no length
    expect(measuring.result.legs).toHaveLength(1)
    measuring.point(null)
    expect(measuring.result).toMatchObject({legs: [{}], area: null})
  })

  it('takes points back, forgets all at the end, and tells of every change', () => {
    const changed = vi.fn()
    const measuring = new Measuring(changed)
    measuring.point(place(1, 1)) // not measuring: nobody is told
    expect(changed).not.toHaveBeenCalled()
    measuring.start()
    measuring.add(place(10, 47))
    measuring.add(place(11, 47))
    measuring.takeBack()
    expect(measuring.result.legs).toEqual([])
    measuring.stop()
    expect(measuring.active).toBe(false)
    measuring.start()
    measuring.point(place(3, 3))
    expect(measuring.result.legs).toEqual([])
    expect(changed).toHaveBeenCalledTimes(7)
  })
})
