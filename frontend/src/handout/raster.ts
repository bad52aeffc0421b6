// Elements as pixels: the browser lays them out and paints them inside an SVG picture.

const SVG = 'http://www.w3.org/2000/svg'

/** XML has no way to write these at all; names from files may contain them. */
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

/** A picture of an element of the given size, `ratio` times finer than the screen's pixels. */
export async function rasterise(element: HTMLElement, css: string, width: number, height: number, ratio: number): Promise<HTMLCanvasElement> {
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('width', String(width * ratio))
  svg.setAttribute('height', String(height * ratio))
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`)
  const frame = document.createElementNS(SVG, 'foreignObject')
  frame.setAttribute('width', String(width))
  frame.setAttribute('height', String(height))
  const style = document.createElement('style')
  style.textContent = css
  const body = document.createElement('div')
  body.append(style, element)
  frame.append(body)
  svg.append(frame)
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(svg).replace(UNWRITABLE, '\ufffd'))}`
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(width * ratio)
  canvas.height = Math.round(height * ratio)
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height)
  return canvas
}
