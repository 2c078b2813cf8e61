import { type App, type Component, createRenderer } from 'vue'

/** Stands for a DOM node: only its place in the tree. */
class Node {
  parent?: Node
  readonly children: Node[] = []

  getRootNode(): Node {
    return this.parent?.getRootNode() ?? this
  }
}

const node = () => new Node()

function remove(child: Node): void {
  const siblings = child.parent?.children
  siblings?.splice(siblings.indexOf(child), 1)
}

/** A renderer without a DOM, for tests of what components set up and when they come and go. */
const { createApp } = createRenderer<Node, Node>({
  createElement: node,
  createText: node,
  createComment: node,
  setText() {},
  setElementText() {},
  patchProp() {},
  insert(child, parent, before) {
    if (child.parent) remove(child)
    child.parent = parent
    const at = before ? parent.children.indexOf(before) : parent.children.length
    parent.children.splice(at, 0, child)
  },
  remove,
  parentNode: (child) => child.parent ?? null,
  nextSibling: (child) => child.parent?.children[child.parent.children.indexOf(child) + 1] ?? null,
})

/** Mounts a component without a DOM. Returns a function that unmounts it. */
export function mountWithoutDom(root: Component, prepare: (app: App<Node>) => void = () => {}): () => void {
  const app = createApp(root)
  prepare(app)
  app.mount(node())
  return () => app.unmount()
}
