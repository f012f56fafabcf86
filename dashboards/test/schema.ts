/** Holds a value against a schema of the API description. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';

declare const REPOSITORY: string;

export const text = readFileSync(`${REPOSITORY}/src/main/resources/openapi.yaml`, 'utf8');
export const description = parse(text) as { components: Record<string, Record<string, Record<string, unknown>>> };

const ajv = new Ajv2020({ strict: false, allErrors: true });
(addFormats as unknown as (a: Ajv2020) => void)(ajv);
ajv.addSchema(strict(description) as object, 'api');

/** Members that the description does not name count as faults, so that types and description cannot drift. */
function strict(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strict);
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, strict(inner)]));
  if (copy['properties'] !== undefined && copy['additionalProperties'] === undefined && copy['type'] !== undefined) copy['additionalProperties'] = false;
  return copy;
}

/** What is wrong with the value; empty where it is as described. */
export function faults(schema: string, value: unknown): string[] {
  const validate = ajv.compile({ $ref: `api#/components/schemas/${schema}` });
  validate(JSON.parse(JSON.stringify(value)));
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`);
}
