/* Search from a file: a page opened from a disk may start no worker, so a hidden frame does its work. */
if (location.protocol === "file:") window.Worker = class extends EventTarget {
  constructor(url) {
    super()
    this.frame = document.createElement("iframe")
    this.frame.hidden = true
    document.body.appendChild(this.frame)
    const inside = this.frame.contentDocument
    inside.open()
    inside.write(`<html><body><script>
      postMessage = data => parent.postMessage(data, "*")
      importScripts = (...urls) => urls.reduce((before, url) => before.then(() => new Promise((done, failed) => {
        const script = document.createElement("script")
        script.src = url; script.onload = done; script.onerror = failed
        document.body.appendChild(script)
      })), Promise.resolve())
    </` + `script><script src="${url}"></` + `script></body></html>`)
    inside.close()
    this.ready = new Promise(done => { this.frame.contentWindow.addEventListener("load", done) })
    addEventListener("message", event => {
      if (event.source !== this.frame.contentWindow) return
      event.stopImmediatePropagation()
      this.dispatchEvent(new MessageEvent("message", { data: event.data }))
      if (this.onmessage) this.onmessage(event)
    })
  }

  postMessage(data) {
    this.ready.then(() => this.frame.contentWindow.dispatchEvent(new MessageEvent("message", { data })))
  }

  terminate() { this.frame.remove() }
}
