// A span of time as a film: WebM where the browser can encode it, GIF everywhere.

import {applyPalette, GIFEncoder, quantize} from 'gifenc'
import {BufferTarget, CanvasSource, Output, QUALITY_HIGH, WebMOutputFormat} from 'mediabunny'

export type Format = 'webm' | 'gif'

export interface Film {
  /** Every frame is drawn onto this canvas; its size does not change. */
  canvas: HTMLCanvasElement
  count: number
  /** Frames per second of the film. */
  rate: number
  draw: (frame: number) => Promise<void>
}

/** More frames than this are a mistake in the settings. */
export const MOST_FRAMES = 2000

/** Browsers give an encoder to pages from a safe origin only: https, or this machine. */
export const canEncodeVideo = () => typeof VideoEncoder !== 'undefined'

/** `progress` from 0 to 1 after each frame; an aborted film throws the signal's reason. */
export async function encodeFilm(film: Film, format: Format, progress: (share: number) => void, signal: AbortSignal): Promise<Blob> {
  const encoder = format === 'webm' ? await startWebm(film) : startGif(film)
  try {
    for (let frame = 0; frame < film.count; frame++) {
      signal.throwIfAborted()
      await film.draw(frame)
      await encoder.add(frame)
      progress((frame + 1) / film.count)
    }
    signal.throwIfAborted()
    return await encoder.finish()
  } catch (error) {
    await encoder.cancel()
    throw error
  }
}

interface Encoder {
  add: (frame: number) => Promise<void>
  finish: () => Promise<Blob>
  cancel: () => Promise<void>
}

async function startWebm({canvas, rate}: Film): Promise<Encoder> {
  const target = new BufferTarget()
  const output = new Output({format: new WebMOutputFormat(), target})
  const source = new CanvasSource(canvas, {codec: 'vp9', bitrate: QUALITY_HIGH, latencyMode: 'quality'})
  output.addVideoTrack(source, {frameRate: rate})
  await output.start()
  return {
    add: frame => source.add(frame / rate, 1 / rate),
    finish: async () => {
      await output.finalize()
      return new Blob([target.buffer!], {type: 'video/webm'})
    },
    cancel: () => output.cancel(),
  }
}

function startGif({canvas, rate}: Film): Encoder {
  const gif = GIFEncoder()
  const {width, height} = canvas
  return {
    add: async () => {
      const {data} = canvas.getContext('2d')!.getImageData(0, 0, width, height)
      const palette = quantize(data, 256)
      gif.writeFrame(applyPalette(data, palette), width, height, {palette, delay: Math.round(1000 / rate)})
    },
    finish: async () => {
      gif.finish()
      return new Blob([gif.bytes() as Uint8Array<ArrayBuffer>], {type: 'image/gif'})
    },
    cancel: async () => undefined,
  }
}

/** Moments (ms since 1970) of the frames between two times, both included. */
export function momentsOf(from: number, to: number, step: number): number[] {
  const count = Math.max(1, Math.floor((to - from) / step + 1e-9) + 1)
  return Array.from({length: count}, (_, frame) => from + frame * step)
}
