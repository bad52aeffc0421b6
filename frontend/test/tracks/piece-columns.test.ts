import {beforeEach, describe, expect, test, vi} from 'vitest'
import type {Container} from '../../src/columns'
import type {ColumnMeta} from '../../src/tracks/column-values'
import {PieceColumns} from '../../src/tracks/piece-columns'
import {made} from './support'

const row = (x: number): [number, number, number, number] => [x, 0, x, 100]

/** Six fixes of the layer in two tiles that share one of them. */
const piece = () => ({
  ...made([row(1), row(2), row(3), row(4), row(5), row(6)]), numbers: Uint32Array.of(10, 11, 12, 20, 21, 40),
  parts: [{name: 'level/9/1/2', fix: Uint32Array.of(10, 11, 20)}, {name: 'level/9/2/2', fix: Uint32Array.of(11, 12, 21, 30, 40)}],
})

describe('columns of finer pieces', () => {
  const FUEL = ['R/values/level/9/1/2/fuel', 'R/values/level/9/2/2/fuel']
  const values: Record<string, number[]> = {[FUEL[0]]: [1, 2, 4], [FUEL[1]]: [2, 3, 5, 99, NaN], 'R/values/level/9/1/2/kind': [0, 1, 2]}
  const failures: string[] = []
  const asked: string[] = []
  let meta: ColumnMeta = {kind: 'number'}
  const changed = vi.fn()
  const host = {
    valuesOf: () => 'R/values', changed, failed: (error: Error) => failures.push(error.message),
    load: async (name: string) => {
      asked.push(name)
      if (!(name in values)) throw new Error(`no ${name}`)
      return {meta, column: (column: string) => (column === (meta.kind === 'number' ? 'value' : 'code') ? values[name] : [])} as unknown as Container<ColumnMeta>
    },
  }
  beforeEach(() => {
    for (const list of [asked, failures]) list.length = 0
    changed.mockClear()
    meta = {kind: 'number'}
  })

  test('are put together from those of its tiles, fix by fix', async () => {
    const [columns, data] = [new PieceColumns(host), piece()]
    expect(columns.of(data, 'fuel')).toBeNull()
    await vi.waitFor(() => expect(changed).toHaveBeenCalledOnce())
    const found = columns.of(data, 'fuel')
    expect(found?.kind === 'number' && [...(found.values as Float32Array)]).toEqual([1, 2, 3, 4, 5, NaN])
    expect(asked).toEqual(FUEL)
  })

  test('texts keep their names, and what no tile has is unknown', async () => {
    meta = {kind: 'category', categories: ['a', 'b', 'c', 'd', 'e', 'f'], per: 'fix'}
    const [columns, data] = [new PieceColumns(host), {...piece(), parts: piece().parts.slice(0, 1)}]
    columns.of(data, 'kind')
    await vi.waitFor(() => expect(changed).toHaveBeenCalledOnce())
    const found = columns.of(data, 'kind')
    expect(found?.kind === 'category' && [found.categories[1], [...(found.codes as Uint8Array)]]).toEqual(['b', [0, 1, 255, 2, 255, 255]])
  })

  test('are not fetched twice, for the next piece neither', async () => {
    const columns = new PieceColumns(host)
    for (const data of [piece(), piece()]) {
      changed.mockClear()
      columns.of(data, 'fuel')
      columns.of(data, 'fuel')
      await vi.waitFor(() => expect(changed).toHaveBeenCalledOnce())
    }
    expect(asked).toEqual(FUEL)
  })

  test('of the same name under another place are others', async () => {
    let place = 'R/values'
    const columns = new PieceColumns({...host, valuesOf: () => place})
    const data = piece()
    columns.of(data, 'fuel')
    await vi.waitFor(() => expect(changed).toHaveBeenCalledOnce())
    place = 'session/7'
    expect(columns.of(data, 'fuel')).toBeNull()
    await vi.waitFor(() => expect(asked).toContain('session/7/level/9/2/2/fuel'))
  })

  test('that cannot be had are said once and stay unknown', async () => {
    const [columns, data] = [new PieceColumns(host), piece()]
    columns.of(data, 'weight')
    await vi.waitFor(() => expect(failures).toEqual(['no R/values/level/9/1/2/weight']))
    expect(columns.of(data, 'weight')).toBeNull()
    expect(failures.length).toBe(1)
    expect(changed).not.toHaveBeenCalled()
  })
})
