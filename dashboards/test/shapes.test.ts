import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { parse } from 'yaml';

declare const REPOSITORY: string;

test('every reference of the API description leads somewhere', () => {
  const text = readFileSync(`${REPOSITORY}/src/main/resources/openapi.yaml`, 'utf8');
  const components = (parse(text) as { components: Record<string, Record<string, unknown>> }).components;
  const references = [...text.matchAll(/#\/components\/(\w+)\/(\w+)/g)];
  assert.ok(references.length > 50);
  for (const [reference, kind, name] of references) {
    assert.ok(components[kind!]?.[name!], `${reference} leads nowhere`);
  }
});
