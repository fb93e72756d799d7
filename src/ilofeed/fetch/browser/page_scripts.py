"""The JavaScript that is run in a page."""

from __future__ import annotations

#: Returns numbers that change while a page is being made.
PROGRESS = """
() => [document.readyState, document.getElementsByTagName("*").length, document.body?.textContent.length ?? 0]
"""

#: The first element of `PROGRESS` once the page and all that it names are loaded.
COMPLETE = "complete"

#: Returns the document as HTML, with its shadow roots, and its address; null instead of more than *most* characters.
#: Scripts have run, so the document is without them and without what is shown only where none run. Data is kept.
SERIALISE = """
most => {
  const roots = [], trees = [document]
  for (let tree; (tree = trees.pop());) {
    tree.querySelectorAll('script:not([type$="json" i]), style, noscript, template').forEach(e => e.remove())
    for (const element of tree.querySelectorAll("*")) {
      if (element.shadowRoot) {
        roots.push(element.shadowRoot)
        trees.push(element.shadowRoot)
      }
    }
  }
  const root = document.documentElement
  const inner = root.getHTML ? root.getHTML({shadowRoots: roots}) : root.innerHTML
  if (inner.length > most) return null
  const outer = root.cloneNode(false).outerHTML
  const end = outer.lastIndexOf("</")
  const html = "<!DOCTYPE html>" + outer.slice(0, end) + inner + outer.slice(end)
  return [location.href, html.toWellFormed()]
}
"""
