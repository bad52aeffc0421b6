// A place for files: by click, by keyboard or let go of above it. They are sent one after the other, in parts.

const STYLE = `
  .area { border: 2px dashed color-mix(in srgb, currentColor 55%, transparent); border-radius: 6px; padding: 14px 12px;
    text-align: center; font: inherit; color: inherit }
  .area.over { border-style: solid; background: color-mix(in srgb, currentColor 12%, transparent) }
  button { font: inherit; font-weight: 600; color: inherit; background: transparent; border: 1px solid currentColor;
    border-radius: 4px; padding: 6px 12px; cursor: pointer }
  button:hover { background: color-mix(in srgb, currentColor 10%, transparent) }
  p { margin: 8px 0 0; font-size: 12px; overflow-wrap: anywhere }
  progress { width: 100%; margin-top: 8px; accent-color: #2f7fd0 }
  [hidden] { display: none }`

function made(name, properties, ...children) {
  const element = Object.assign(document.createElement(name), properties)
  element.append(...children)
  return element
}

function inBase64(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(',') + 1))
    reader.onerror = () => reject(reader.error)
    reader.readAsDataURL(blob)
  })
}

export function render({model}) {
  const input = made('input', {type: 'file', multiple: true, hidden: true})
  const button = made('button', {type: 'button'})
  const hint = made('p', {})
  const said = made('p', {hidden: true})
  said.setAttribute('role', 'status')
  const bar = made('progress', {hidden: true, max: 1})
  const area = made('div', {className: 'area'}, button, input, hint, said, bar)
  const waiting = new Map()
  let asked = 0
  let line = Promise.resolve()

  const say = () => {
    button.textContent = model.texts.choose ?? ''
    hint.textContent = model.texts.hint ?? ''
    bar.setAttribute('aria-label', model.texts.sending ?? '')
  }
  const ask = message => new Promise(resolve => {
    const id = ++asked
    waiting.set(id, resolve)
    model.send_msg({...message, id})
  })

  async function send(file) {
    said.textContent = `${model.texts.sending} ${file.name}`
    said.hidden = bar.hidden = false
    bar.value = 0
    const begun = await ask({type: 'upload', name: file.name, size: file.size})
    if (begun.error) return
    try {
      for (let sent = 0; sent < file.size; sent += begun.part) {
        const data = await inBase64(file.slice(sent, sent + begun.part))
        const answer = await ask({type: 'upload-part', upload: begun.upload, data})
        if (answer.error) return
        bar.value = Math.min(1, (sent + begun.part) / file.size)
      }
    } catch {
      await ask({type: 'upload-cancel', upload: begun.upload, name: file.name}) // the file has gone, or is a folder
      return
    }
    await ask({type: 'upload-end', upload: begun.upload})
  }

  function take(files) {
    for (const file of [...files]) {
      line = line.then(() => send(file)).catch(error => console.error('drop area', error)).finally(() => {
        said.hidden = bar.hidden = true
      })
    }
  }

  button.onclick = () => input.click()
  input.onchange = () => {
    take(input.files)
    input.value = ''
  }
  for (const name of ['dragenter', 'dragover']) {
    area.addEventListener(name, event => {
      event.preventDefault()
      area.classList.add('over')
    })
  }
  area.addEventListener('dragleave', () => area.classList.remove('over'))
  area.addEventListener('drop', event => {
    event.preventDefault()
    area.classList.remove('over')
    take(event.dataTransfer?.files ?? [])
  })
  model.on('msg:custom', message => {
    waiting.get(message.reply)?.(message)
    waiting.delete(message.reply)
  })
  model.on('texts', say)
  say()
  return made('div', {}, made('style', {textContent: STYLE}), area)
}
