import {expect, test} from 'vitest'
import {Declutter} from '../src/declutter'

test('labels never cover each other, and strong ones are always placed', () => {
  const declutter = new Declutter(text => text.length * 7, 400, 300)
  let placed = 0
  for (let i = 0; i < 200; i++) if (declutter.place([`DLH${i}`], 20 + (i * 37) % 380, 20 + (i * 53) % 270)) placed++
  const {labels} = declutter
  expect(placed).toBe(labels.length)
  expect(placed).toBeGreaterThan(20)
  expect(placed).toBeLessThan(200)
  for (const [i, a] of labels.entries()) {
    expect(a.left >= 0 && a.right <= 400 && a.top >= 0 && a.bottom <= 300).toBe(true)
    for (const b of labels.slice(i + 1)) expect(a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top).toBe(false)
  }
  expect(declutter.place(['SELECTED'], 30, 30, true)).toBe(true)
})
