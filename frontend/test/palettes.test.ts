import {describe, expect, test} from 'vitest'
import {contrast} from '../src/contrast'
import {categoryColour, divergingColour, MOST_NAMED, rampColour, rampTexels, UNKNOWN_COLOUR} from '../src/palettes'
import type {Rgb, Theme} from '../src/ramps'
import {seenDistance, VISIONS} from './vision'

const GROUND: Record<Theme, Rgb> = {light: [244, 243, 238], dark: [27, 35, 43]}
const cases = (['light', 'dark'] as Theme[]).flatMap(theme => Object.keys(VISIONS).map(vision => [theme, vision] as const))

describe.each(cases)('%s, %s', (theme, vision) => {
  const apart = (a: Rgb, b: Rgb) => seenDistance(a, b, VISIONS[vision])

  test('any two categories, and what is unknown, are told apart', () => {
    const colours = [...Array.from({length: MOST_NAMED + 1}, (_, rank) => categoryColour(rank, theme)), UNKNOWN_COLOUR[theme]]
    for (const [i, a] of colours.entries()) for (const b of colours.slice(i + 1)) expect(apart(a, b)).toBeGreaterThan(0.12)
  })

  test('both ends of a signed scale differ from its middle and from each other', () => {
    const [low, zero, high] = [0, 0.5, 1].map(share => divergingColour(share, theme))
    for (const [a, b] of [[low, zero], [zero, high], [low, high]]) expect(apart(a, b)).toBeGreaterThan(0.14)
  })

  test('equal steps along the ramp of numbers are seen, its ends far apart', () => {
    const ramp = Array.from({length: 9}, (_, i) => rampColour('sequential', i / 8, theme))
    for (let i = 1; i < ramp.length; i++) expect(apart(ramp[i - 1], ramp[i])).toBeGreaterThan(0.02)
    expect(apart(ramp[0], ramp[8])).toBeGreaterThan(0.35)
  })
})

test.each(['light', 'dark'] as Theme[])('every colour stands out from the %s ground', theme => {
  for (let rank = 0; rank <= MOST_NAMED; rank++) expect(contrast(categoryColour(rank, theme), GROUND[theme])).toBeGreaterThan(1.7)
  for (let share = 0; share <= 1; share += 0.1) expect(contrast(divergingColour(share, theme), GROUND[theme])).toBeGreaterThan(1.7)
})

test('the texels of categories are their colours, rank by rank, and all others share one', () => {
  const texels = rampTexels('categories', 'light')
  for (const rank of [0, 1, MOST_NAMED, 254]) expect([...texels.subarray(4 * rank, 4 * rank + 3)]).toEqual(categoryColour(rank, 'light'))
  expect(categoryColour(254, 'light')).toEqual(categoryColour(MOST_NAMED, 'light'))
})
