import {expect, test} from 'vitest'
import {globs, matchesAny} from '../../src/tracks/glob'

const matches = (text: string, pattern: string) => matchesAny(text, globs(pattern))

test('wildcards, parts, lists, and no difference of case', () => {
  expect(['DLH*', 'dlh4?b', '*4AB', 'H4', 'AFR*, DLH*', '*', '?*?'].map(pattern => matches('DLH4AB', pattern))).toEqual(Array(7).fill(true))
  expect(['DLH', 'DLH?', 'AFR*', '*4', 'LH4A?B'].map(pattern => matches('DLH4AB', pattern))).toEqual([true, false, false, false, false])
})

test('agrees with regular expressions', () => {
  const letters = 'AB*?'
  let seed = 7
  const random = (count: number) => (seed = (seed * 48271) % 2147483647) % count
  for (let i = 0; i < 3000; i++) {
    const text = Array.from({length: random(7)}, () => letters[random(2)]).join('')
    const pattern = `*${Array.from({length: random(6)}, () => letters[random(4)]).join('')}`
    const regular = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`)
    expect([text, pattern, matches(text, pattern)]).toEqual([text, pattern, regular.test(text)])
  }
})

test('no pattern takes long', () => {
  const began = performance.now()
  matches('A'.repeat(2000), `${'*A'.repeat(90)}B`)
  expect(performance.now() - began).toBeLessThan(500)
})
