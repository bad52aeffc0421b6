import {describe, expect, test} from 'vitest'
import {clustered, common} from '../../src/dossier/clusters'

const at = (px: number, py = 0) => ({px, py})
const project = ({px, py}: {px: number; py: number}): [number, number] => [px, py]

describe('reports near to each other', () => {
  test('become one mark where the first of them is', () => {
    const found = clustered([at(0), at(20), at(45), at(100)], project, 30)
    expect(found.map(({px, reports}) => [px, reports.length])).toEqual([[0, 2], [45, 1], [100, 1]])
  })

  test('every report is in exactly one, but for those behind the camera', () => {
    const reports = Array.from({length: 200}, (_, i) => at((i * 37) % 211, (i * 53) % 97))
    const found = clustered([...reports, at(NaN)], project, 25)
    const taken = found.flatMap(cluster => cluster.reports)
    expect(taken.length).toBe(reports.length)
    expect(new Set(taken)).toEqual(new Set(reports))
    for (const a of found) for (const b of found) if (a !== b) expect(Math.hypot(a.px - b.px, a.py - b.py)).toBeGreaterThanOrEqual(25)
  })

  test('say what they have in common', () => {
    expect(common([{t: 'a'}, {t: 'a'}], ({t}) => t)).toBe('a')
    expect(common([{t: 'a'}, {t: 'b'}], ({t}) => t)).toBeNull()
  })
})
