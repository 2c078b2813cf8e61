import { describe, expect, it } from 'vitest'
import { whatMatters } from './step.ts'

describe('what is shown of a step that failed', () => {
  it('is the errors in what npm wrote, without stacks and notes', () => {
    const text = `npm warn Unknown user config "nodedir".
npm error code 1
npm error path /tmp/node_modules/@tensorflow/tfjs-node
npm error command failed
npm error command sh -c node scripts/install.js
npm error * Downloading libtensorflow
npm error node:events:502
npm error       throw er; // Unhandled 'error' event
npm error
npm error Error: getaddrinfo ENOTFOUND storage.googleapis.com
npm error     at GetAddrInfoReqWrap.onlookupall [as oncomplete] (node:dns:122:26)
npm error Emitted 'error' event on ClientRequest instance at:
npm error     at emitErrorEvent (node:_http_client:101:11)
npm error   errno: -3008,
npm error   code: 'ENOTFOUND',
npm error }
npm error A complete log of this run can be found in: /root/.npm/_logs/debug-0.log
`
    expect(whatMatters(text)).toEqual([
      'command failed',
      'Error: getaddrinfo ENOTFOUND storage.googleapis.com',
      "code: 'ENOTFOUND',",
    ])
  })

  it("is a compiler's errors", () => {
    const text =
      'In file included from a.cc:1:\nb.h:2:10: fatal error: c.h: No such file\n  2 | #include "c.h"\n'
    expect(whatMatters(text)).toEqual(['b.h:2:10: fatal error: c.h: No such file'])
  })

  it('is the last five lines if none names an error, and nothing if nothing was written', () => {
    expect(whatMatters('a\nb\nc\n\nd\ne\nf\n')).toEqual(['b', 'c', 'd', 'e', 'f'])
    expect(whatMatters('')).toEqual([])
  })
})
