import earcut from 'earcut'
import {expect, test} from 'vitest'
import {densify, simplify, subdivide, type Point} from '../../src/space/subdivide'

const area = (points: Point[], triangles: number[]) => {
  let sum = 0
  for (let i = 0; i < triangles.length; i += 3) {
    const [[ax, ay], [bx, by], [cx, cy]] = [points[triangles[i]], points[triangles[i + 1]], points[triangles[i + 2]]]
    sum += Math.abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2
  }
  return sum
}

const STAR: Point[] = Array.from({length: 14}, (_, i): Point => {
  const radius = i % 2 ? 40 : 100
  return [radius * Math.cos((i * Math.PI) / 7), radius * Math.sin((i * Math.PI) / 7)]
})

test('halved triangles cover the same area, no edge is too long, and no neighbour is left with a gap', () => {
  const points = [...STAR]
  const whole = earcut(points.flat())
  const fine = subdivide(points, whole, 12)
  expect(area(points, fine)).toBeCloseTo(area(points, whole), 6)
  const uses = new Map<string, number>()
  for (let i = 0; i < fine.length; i += 3) {
    for (const [a, b] of [[fine[i], fine[i + 1]], [fine[i + 1], fine[i + 2]], [fine[i + 2], fine[i]]]) {
      expect(Math.hypot(points[a][0] - points[b][0], points[a][1] - points[b][1])).toBeLessThanOrEqual(12)
      const key = [a, b].sort((x, y) => x - y).join(' ')
      uses.set(key, (uses.get(key) ?? 0) + 1)
    }
  }
  // an edge belongs to two triangles, or lies on the outline
  const onOutline = [...uses].filter(([, count]) => count === 1).map(([key]) => key.split(' ').map(Number))
  expect(Math.max(...uses.values())).toBe(2)
  const outline = onOutline.reduce((sum, [a, b]) => sum + Math.hypot(points[a][0] - points[b][0], points[a][1] - points[b][1]), 0)
  const ring = [...STAR, STAR[0]].slice(1).reduce((sum, [x, y], i) => sum + Math.hypot(x - STAR[i][0], y - STAR[i][1]), 0)
  expect(outline).toBeCloseTo(ring, 6)
})

test('a dense ring has no long stretch and keeps its corners', () => {
  const ring: Point[] = [[0, 0], [100, 0], [100, 30], [0, 0]]
  const dense = densify(ring, 9)
  for (const corner of ring) expect(dense).toContainEqual(corner)
  for (let i = 1; i < dense.length; i++) expect(Math.hypot(dense[i][0] - dense[i - 1][0], dense[i][1] - dense[i - 1][1])).toBeLessThanOrEqual(9 + 1e-9)
})

test('a circle becomes simpler, and stays within the tolerance', () => {
  const circle = Array.from({length: 721}, (_, i): Point => [1000 * Math.cos((i * Math.PI) / 360), 1000 * Math.sin((i * Math.PI) / 360)])
  const simple = simplify(circle, 2)
  expect(simple.length).toBeLessThan(100)
  expect(simple.length).toBeGreaterThan(30)
  expect(simple[0]).toEqual(circle[0])
  expect(simple[simple.length - 1]).toEqual(circle[720])
  for (let i = 1; i < simple.length; i++) {
    const middle = Math.hypot((simple[i][0] + simple[i - 1][0]) / 2, (simple[i][1] + simple[i - 1][1]) / 2)
    expect(1000 - middle).toBeLessThanOrEqual(2 + 1e-9)
  }
})
