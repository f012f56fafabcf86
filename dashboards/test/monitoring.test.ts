import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import test from 'node:test';
import { parse } from 'yaml';

declare const REPOSITORY: string;

const folder = `${REPOSITORY}/dashboards`;

/** What Linecheck exports, as documented, with the labels it has. */
const metrics: Record<string, string[]> = {
  linecheck_dialer_readiness: ['dialer', 'state'],
  linecheck_check_status: ['dialer', 'service', 'vantage', 'state'],
  linecheck_check_duration_seconds_bucket: ['le'],
  linecheck_check_duration_seconds_count: [],
  linecheck_stage_duration_seconds: ['dialer', 'service', 'stage'],
  linecheck_finding_active: ['dialer', 'service', 'code', 'severity'],
  linecheck_certificate_not_after_timestamp_seconds: ['dialer', 'service', 'address'],
  linecheck_certificate_info: ['dialer', 'service', 'address', 'fingerprint_sha256', 'serial', 'issuer'],
  linecheck_call_mos: ['dialer'],
  linecheck_call_loss_ratio: ['dialer'],
  linecheck_call_jitter_seconds: ['dialer'],
  linecheck_call_rtt_seconds: ['dialer'],
  linecheck_renewal_state: ['dialer', 'state'],
  linecheck_schedule_lag_seconds_bucket: ['le'],
  linecheck_notifications_total: ['channel', 'outcome'],
  linecheck_agent_reports_total: ['dialer', 'outcome', 'browser_major'],
  linecheck_drill_last_success_timestamp_seconds: ['channel'],
  linecheck_config_last_reload_successful: [],
  linecheck_config_last_reload_success_timestamp_seconds: [],
};

interface Panel { id: number; title: string; gridPos: { x: number; y: number; w: number; h: number }; targets: { expr: string }[] }
interface Board { uid: string; title: string; panels: Panel[]; templating: { list: { name: string; query: { query: string } | string }[] } }
interface Rules { groups: { rules: { expr: string; record?: string; alert?: string; annotations?: Record<string, string>; labels?: Record<string, string> }[] }[] }

const boards = readdirSync(`${folder}/grafana`).filter((name) => name.endsWith('.json'))
  .map((name): [string, Board] => [name, JSON.parse(readFileSync(`${folder}/grafana/${name}`, 'utf8')) as Board]);
const rules = (parse(readFileSync(`${folder}/prometheus/rules.yaml`, 'utf8')) as Rules).groups.flatMap((group) => group.rules);

function check(where: string, expression: string): void {
  for (const [, name, selector] of expression.matchAll(/\b(linecheck_\w+)(?:\{([^}]*)\})?/g)) {
    const labels = metrics[name!];
    assert.ok(labels, `${where}: no metric is called ${name}`);
    for (const [, label] of (selector ?? '').matchAll(/(\w+)\s*(?:=~|!~|!=|=)\s*"/g)) {
      assert.ok(labels.includes(label!), `${where}: ${name} has no label ${label}`);
    }
  }
}

test('there are the four dashboards', () => {
  assert.deepEqual(boards.map(([name]) => name).sort(), ['agents.json', 'certificates.json', 'dialer.json', 'fleet.json']);
});

for (const [name, board] of boards) {
  test(`${name} asks only for metrics and labels that exist`, () => {
    for (const panel of board.panels) {
      assert.ok(panel.targets.length > 0, `${panel.title} asks for nothing`);
      for (const target of panel.targets) check(panel.title, target.expr);
    }
    for (const variable of board.templating.list) if (typeof variable.query !== 'string') check(variable.name, variable.query.query);
  });

  test(`the panels of ${name} have room and ids of their own`, () => {
    assert.equal(new Set(board.panels.map((panel) => panel.id)).size, board.panels.length);
    for (const a of board.panels) {
      assert.ok(a.gridPos.x + a.gridPos.w <= 24, a.title);
      for (const b of board.panels) {
        const apart = a === b || a.gridPos.x + a.gridPos.w <= b.gridPos.x || b.gridPos.x + b.gridPos.w <= a.gridPos.x
          || a.gridPos.y + a.gridPos.h <= b.gridPos.y || b.gridPos.y + b.gridPos.h <= a.gridPos.y;
        assert.ok(apart, `${a.title} lies over ${b.title}`);
      }
    }
  });
}

test('the rules ask only for metrics and labels that exist, and every alert says what it means', () => {
  assert.ok(rules.length > 15);
  for (const rule of rules) {
    check(rule.record ?? rule.alert ?? '', rule.expr);
    if (rule.alert === undefined) continue;
    assert.ok(rule.annotations?.['summary'], `${rule.alert} has no summary`);
    assert.ok(['critical', 'warning'].includes(rule.labels?.['severity'] ?? ''), `${rule.alert} has no severity`);
  }
});
