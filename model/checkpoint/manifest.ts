import { z } from 'zod'
import { RnpError } from '../errors.ts'
import type { RnpConfig } from '../rnp/config.ts'

export const MANIFEST_VERSION = 1

/** What a manifest, and the metadata of its weights, say of themselves. */
export const FORMAT = 'rnp-checkpoint'

const count = z.int().positive()

// This is strict, because a field that this version does not know would change the model it describes.
export const configSchema: z.ZodType<RnpConfig> = z.strictObject({
  side: count,
  patch: count,
  z: count,
  e: count,
  hidden: count,
  glimpses: z.array(count).min(1),
  offset: z.number(),
  encoder: z.strictObject({ blocks: count, units: count }),
  generatedActivation: z.enum(['layernorm-elu', 'none']),
  hypernetwork: z.enum(['shared', 'per-level']),
})

const Evaluation = z.object({ mse: z.number() }).catchall(z.json().optional())

const Manifest = z.object({
  format: z.literal(FORMAT),
  version: z.literal(MANIFEST_VERSION),
  /** Sizes and options of the model whose weights these are. */
  config: configSchema,
  /** Optimizer steps taken. */
  step: z.int().nonnegative(),
  /** What the trainer needs to continue: settings, steps taken, random streams and data order. Absent in a model for use. */
  training: z.json().optional(),
  /** The latest figures; the evaluation's mse (mean squared error per held-out pixel) decides which checkpoint is best. */
  metrics: z.object({ evaluation: Evaluation.optional() }).catchall(z.json().optional()),
  /** The pictures it was trained on, in words. */
  data: z.string(),
  /** When it was written, ISO 8601 in UTC. */
  created: z.iso.datetime(),
  /** The versions of the software that wrote it. */
  versions: z.object({ app: z.string(), node: z.string(), backend: z.string() }),
  /** The safetensors file beside the manifest: plain name, size, SHA-256, and whether floats are 16-bit. */
  weights: z.object({
    file: z.string().regex(/^[\w-][\w.-]*$/, 'must be a plain file name'),
    bytes: z.int().nonnegative(),
    sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits'),
    half: z.boolean(),
  }),
})

/** The description of a checkpoint, stored beside its weights. */
export type Manifest = z.infer<typeof Manifest>

/** The parts of a manifest its writer supplies; the rest follows from the weights and the moment. */
export type ManifestParts = Pick<Manifest, 'config' | 'step' | 'data' | 'versions'> & {
  /** As in the manifest; all of it must be JSON. */
  readonly metrics: { readonly evaluation?: { readonly mse: number }; readonly [figure: string]: unknown }
  /** As in the manifest; all of it must be JSON. */
  readonly training?: unknown
}

/**
 * A complete manifest as JSON text.
 *
 * @throws RnpError 'checkpoint/diverged' naming the field of a value that a manifest cannot hold, e.g. a figure that is NaN
 */
export function encodeManifest(
  parts: ManifestParts,
  weights: Manifest['weights'],
  created = new Date().toISOString(),
): string {
  const manifest = { format: FORMAT, version: MANIFEST_VERSION, ...parts, created, weights }
  const parsed = Manifest.safeParse(manifest)
  if (!parsed.success) {
    throw new RnpError(
      'checkpoint/diverged',
      `the checkpoint of step ${parts.step} cannot be described: ${faults(parsed.error)}`,
      'Go back to an earlier checkpoint: a figure that is not finite means that training has diverged.',
    )
  }
  return `${JSON.stringify(parsed.data, null, 2)}\n`
}

/**
 * @param source names the file in error messages
 * @throws RnpError 'checkpoint/damaged' when the text is not a manifest or is damaged, 'checkpoint/wrong-version' when a
 *   newer version wrote it
 */
export function decodeManifest(text: string, source: string): Manifest {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    throw new RnpError('checkpoint/damaged', `${source} is not JSON: ${(cause as Error).message}`, DAMAGED, {
      cause,
    })
  }
  const kind = z.object({ format: z.literal(FORMAT), version: count }).safeParse(json)
  if (!kind.success) {
    throw new RnpError(
      'checkpoint/damaged',
      `${source} is not the manifest of a checkpoint: ${faults(kind.error)}`,
      DAMAGED,
    )
  }
  if (kind.data.version > MANIFEST_VERSION) {
    throw new RnpError(
      'checkpoint/wrong-version',
      `${source} is of version ${kind.data.version}; this app reads versions up to ${MANIFEST_VERSION}`,
      'Update the app: the checkpoint was written by a newer one.',
    )
  }
  const parsed = Manifest.safeParse(json)
  if (!parsed.success) {
    throw new RnpError('checkpoint/damaged', `${source} is damaged: ${faults(parsed.error)}`, DAMAGED)
  }
  return parsed.data
}

/**
 * Makes sure that weights are of the expected model.
 *
 * @param source names the checkpoint in the error message
 * @throws RnpError 'checkpoint/mismatch' naming every field that differs, by its path, and both its values
 */
export function assertSameConfig(found: RnpConfig, expected: RnpConfig, source: string): void {
  const differing = differences(found, expected, '')
  if (differing.length > 0) {
    throw new RnpError(
      'checkpoint/mismatch',
      `${source} is of another model: ${differing.join('; ')}`,
      'Use the sizes the checkpoint was trained with, or start a new run.',
    )
  }
}

/** What to do about a damaged checkpoint. */
export const DAMAGED = 'Use another checkpoint, or copy this one again from where it came.'

function faults(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => `${path.join('.') || 'it'}: ${message}`).join('; ')
}

function differences(found: unknown, expected: unknown, path: string): string[] {
  if (isRecord(found) && isRecord(expected)) {
    return [...new Set([...Object.keys(found), ...Object.keys(expected)])].flatMap((key) =>
      differences(found[key], expected[key], path ? `${path}.${key}` : key),
    )
  }
  const [was, wanted] = [JSON.stringify(found), JSON.stringify(expected)]
  return was === wanted ? [] : [`${path} is ${was}, expected ${wanted}`]
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
