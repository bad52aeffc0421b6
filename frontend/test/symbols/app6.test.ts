import {describe, expect, test, vi} from 'vitest'
import {app6Picture, sidc} from '../../src/symbols/app6'
import {KINDS} from '../../src/symbols/kinds'
import {ms, numberair} from '../../src/symbols/milsymbol.mjs'

ms.addIcons(numberair)

describe('codes', () => {
  test('are ones milsymbol knows, for every kind and identity', () => {
    for (const kind of KINDS) {
      for (const affiliation of ['', 'friend', 'neutral', 'pending', 'assumed_friend']) {
        const code = sidc(kind, affiliation)
        expect(code).toMatch(/^\d{20}$/)
        expect([kind, new ms.Symbol(code, {size: 20}).isValid()]).toEqual([kind, true])
      }
    }
  })

  test('are civil and of unknown identity by default', () => {
    for (const kind of KINDS) expect(sidc(kind, '')).toMatch(/^1001010000120/)
  })

  test('have another identity only by the word of the data', () => {
    const identity = (affiliation: string) => Number(sidc('unknown', affiliation)[3])
    expect(['Friend', ' neutral ', 'assumed_friend', 'pending'].map(identity)).toEqual([3, 4, 2, 0])
    expect(['', 'foe', 'enemy', 'x', 'hostile?', 'toString', 'constructor', '6', 'military'].map(identity)).toEqual(Array(9).fill(1))
  })
})

test('a symbol that cannot be drawn is none, and no error', () => {
  const warned = vi.spyOn(console, 'warn').mockImplementation(() => {})
  expect(app6Picture('airliner', '', 1)).toBeNull() // here are neither canvas nor document
  expect(warned).toHaveBeenCalled()
  warned.mockRestore()
})
