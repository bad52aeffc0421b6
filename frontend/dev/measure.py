"""Measured with look.py: steps through time, the altitude filter, and where the time goes."""

import json

out = page.evaluate("""async () => {
  const [m] = window.__lagemaps, {clock} = m.component, {start, end} = clock.bounds, r = {}
  const at = share => start + share * (end - start)
  const read = async action => { const t = performance.now(); action(); await new Promise(done => { m.map.once("render", () => {
    const gl = m.map.getCanvas().getContext('webgl2'); gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4)); done() }); m.map.triggerRepaint() }); return Math.round(performance.now() - t) }
  const many = async (n, action) => { const all = []; for (let i = 0; i < n; i++) all.push(await read(() => action(i))); return all }
  const steps = async (n, from) => { const all = []; for (let i = 0; i < n; i++) all.push(Math.round(await m.step(at(from + 0.01 * i)))); return all }
  await m.idle()
  r.stepWhole = await steps(4, 0.3); r.drawnWhole = m.stats.drawn
  window.model.trail = 1800; await m.idle()
  r.stepTrail30 = await steps(6, 0.5); r.drawnTrail = m.stats.drawn
  window.model.trail = 7200; await m.idle()
  r.stepTrail120 = await steps(4, 0.5); r.drawnTrail120 = m.stats.drawn
  window.model.trail = 0; await m.idle()
  r.filter = await many(4, i => { window.model.altitude_range = [9000 + 100 * i, 12000] }); window.model.altitude_range = null
  r.zoom = await many(3, i => m.map.jumpTo({zoom: m.map.getZoom() + 0.5}))
  await m.idle(); r.zoomedDrawn = m.stats.drawn
  for (const {tracks, spec} of m.component.layers.items) { const t = performance.now(); await read(() => m.component.layers.set(m.component.layers.items.find(i => i.spec.id === spec.id), {visible: false})); r['without_' + spec.id] = (await many(2, () => 0)) }
  r.stats = m.stats; r.timing = m.timing
  return r
}""")
print(json.dumps(out, indent=1))
