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

test('labels go where nobody else has written, and only strong ones where all is taken', () => {
  const declutter = new Declutter(text => text.length * 7, 400, 300, ({left}) => left > 200)
  declutter.place(['DLH1'], 200, 100)
  expect(declutter.labels[0].right).toBeLessThan(200)
  expect(declutter.place(['DLH2'], 300, 100)).toBe(false)
  expect(declutter.place(['DLH3'], 300, 200, true)).toBe(true)
})

test('labels keep off the middles of all symbols, of their own too, however large these are', () => {
  for (const [half, offset] of [[9, 13], [12, 17], [16, 23]]) {
    const declutter = new Declutter(text => text.length * 7, 400, 300)
    const symbols = Array.from({length: 14}, (_, i) => [20 + (i * 37) % 380, 20 + (i * 53) % 270])
    for (const [x, y] of symbols) declutter.block({left: x - half, top: y - half, right: x + half, bottom: y + half})
    symbols.forEach(([x, y], i) => declutter.place([`DLH${i}`, 'A320'], x, y, false, offset))
    expect(declutter.labels.length).toBeGreaterThan(3)
    for (const {left, top, right, bottom} of declutter.labels) {
      for (const [x, y] of symbols) expect(left < x + half && right > x - half && top < y + half && bottom > y - half).toBe(false)
    }
  }
})
