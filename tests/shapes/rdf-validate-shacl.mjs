// Judges cases read from the standard input with npm's rdf-validate-shacl; answers in JSON.
// Terms come as {termType, value, language, datatype}, so that no parser is needed.
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'
import { readFileSync } from 'node:fs'

const require = createRequire(pathToFileURL(join(process.cwd(), 'judge.js')))
const load = async (name) => (await import(pathToFileURL(require.resolve(name)))).default
const Validator = await load('rdf-validate-shacl')
const Environment = await load('@rdfjs/environment')
const factories = []
for (const path of ['@rdfjs/data-model', '@rdfjs/dataset', '@rdfjs/term-map', '@rdfjs/namespace', 'clownface']) {
  factories.push(await load(`${path}/Factory.js`))
}
const factory = new Environment(factories)

function term (t) {
  if (t.termType === 'NamedNode') return factory.namedNode(t.value)
  if (t.termType === 'BlankNode') return factory.blankNode(t.value)
  return factory.literal(t.value, t.language || factory.namedNode(t.datatype))
}
const dataset = (triples) => factory.dataset(triples.map(([s, p, o]) => factory.quad(term(s), term(p), term(o))))

const input = JSON.parse(readFileSync(0, 'utf8'))
const validator = new Validator(dataset(input.shapes), { factory })
const answer = {}
for (const [name, triples] of Object.entries(input.cases)) {
  const report = await validator.validate(dataset(triples))
  answer[name] = report.results.map((r) => [
    r.focusNode.value,
    r.path && r.path.termType === 'NamedNode' ? r.path.value : null,
    r.sourceConstraintComponent.value,
    r.severity.value,
    r.sourceShape.value
  ])
}
process.stdout.write(JSON.stringify(answer))
