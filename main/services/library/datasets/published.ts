import type { Dataset } from '../../../contract/library.ts'
import type { PublishedFile } from './download.ts'

/** A public data set with the addresses and checksums of its files. */
export type PublishedDataset = Omit<Dataset, 'files' | 'setId'> & { readonly files: readonly PublishedFile[] }

const mnistHomes = [
  'https://ossci-datasets.s3.amazonaws.com/mnist/',
  'https://storage.googleapis.com/cvdf-datasets/mnist/',
]
// The second has no https, but the checksums hold for both.
const fashionHomes = [
  'https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/',
  'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/',
]
const omniglotHomes = [
  'https://github.com/brendenlake/omniglot/raw/master/python/',
  'https://raw.githubusercontent.com/brendenlake/omniglot/master/python/',
]

/** Sizes are shown as published; the checksums decide. */
export const published: readonly PublishedDataset[] = [
  {
    id: 'mnist',
    name: 'MNIST',
    about: 'Handwritten digits, 28 x 28 px, light on black: 60,000 to train, 10,000 to test.',
    licence: 'CC BY-SA 3.0, Yann LeCun, Corinna Cortes, Christopher Burges',
    home: 'https://yann.lecun.com/exdb/mnist/',
    pictures: 70_000,
    files: [
      sha256(
        mnistHomes,
        'train-images-idx3-ubyte.gz',
        9_912_422,
        '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609',
      ),
      sha256(
        mnistHomes,
        'train-labels-idx1-ubyte.gz',
        28_881,
        '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c',
      ),
      sha256(
        mnistHomes,
        't10k-images-idx3-ubyte.gz',
        1_648_877,
        '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6',
      ),
      sha256(
        mnistHomes,
        't10k-labels-idx1-ubyte.gz',
        4_542,
        'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6',
      ),
    ],
  },
  {
    id: 'fashion-mnist',
    name: 'Fashion-MNIST',
    about: 'Articles of clothing, 28 x 28 px, light on black: 60,000 to train, 10,000 to test.',
    licence: 'MIT, Zalando SE',
    home: 'https://github.com/zalandoresearch/fashion-mnist',
    pictures: 70_000,
    files: [
      sha256(
        fashionHomes,
        'train-images-idx3-ubyte.gz',
        26_421_880,
        '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84',
      ),
      sha256(
        fashionHomes,
        'train-labels-idx1-ubyte.gz',
        29_515,
        'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845',
      ),
      sha256(
        fashionHomes,
        't10k-images-idx3-ubyte.gz',
        4_422_102,
        '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073',
      ),
      sha256(
        fashionHomes,
        't10k-labels-idx1-ubyte.gz',
        5_148,
        '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5',
      ),
    ],
  },
  {
    id: 'omniglot',
    name: 'Omniglot',
    about: 'Handwritten characters of 50 alphabets, 105 x 105 px, by 20 people each.',
    licence: 'MIT, Brenden Lake',
    home: 'https://github.com/brendenlake/omniglot',
    pictures: 32_460,
    files: [
      md5(omniglotHomes, 'images_background.zip', 9_464_212, '68d2efa1b9178cc56df9314c21c6e718'),
      md5(omniglotHomes, 'images_evaluation.zip', 6_462_886, '6b91aef0f799c5bb55b94e3f2daec811'),
    ],
  },
]

function sha256(homes: readonly string[], name: string, bytes: number, hex: string): PublishedFile {
  return { name, bytes, urls: homes.map((home) => home + name), checksum: { algorithm: 'sha256', hex } }
}

function md5(homes: readonly string[], name: string, bytes: number, hex: string): PublishedFile {
  return { name, bytes, urls: homes.map((home) => home + name), checksum: { algorithm: 'md5', hex } }
}
