/** Readiness over time and stage times as charts. */
import type { Signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { clock, day, moment } from '../shared/time.ts';
import type { History } from '../shared/types.ts';
import { lookWord, type Look } from '../shared/words.ts';
import { availability, chart, chartable, stripSpans, type Chart } from './state.ts';

export interface Span {
  name: string;
  hours: number;
}

export const spans: Span[] = [{ name: '1 hour', hours: 1 }, { name: '24 hours', hours: 24 }, { name: '7 days', hours: 168 }, { name: '30 days', hours: 720 }, { name: '400 days', hours: 9600 }];

/** Told apart by dash as well as colour; none of them is red or green. */
const STROKES: { colour: string; dash: number[] }[] = [
  { colour: '#2f7fd1', dash: [] }, { colour: '#d98200', dash: [8, 4] }, { colour: '#8a5fc7', dash: [2, 3] },
  { colour: '#5a6b78', dash: [12, 3, 2, 3] }, { colour: '#00a3a3', dash: [5, 2] }, { colour: '#b5478f', dash: [1, 4] }, { colour: '#7d7d00', dash: [9, 2, 2, 2] },
];

export function HistoryPanel({ history, span, refresh, now }: { history: History | null; span: Signal<Span>; refresh: () => void; now: number }) {
  const share = history == null ? null : availability(history);
  return (
    <section class="panel" aria-labelledby="history">
      <h2 id="history">History</h2>
      <p class="row" role="group" aria-label="Span of time">
        {spans.map((one) => (
          <button
            key={one.hours} type="button" class="quiet" aria-pressed={span.value.hours === one.hours}
            onClick={() => { span.value = one; refresh(); }}
          >{one.name}</button>
        ))}
        {share != null && <span>Agents could work <b>{(share * 100).toFixed(share > 0.999 && share < 1 ? 3 : 1)} %</b> of the time that is known.</span>}
      </p>
      {history == null ? <p class="faint">No history yet.</p> : (
        <>
          <ReadinessStrip history={history} />
          {chartable(history).map((service) => (
            <div key={service}>
              <ChartPlace title={`${service}: time of each stage`} drawn={chart(history, service, 'stages')} />
              <ChartPlace title={`${service}: MOS`} drawn={chart(history, service, 'mos')} />
            </div>
          ))}
          {history.marks.length > 0 && (
            <details>
              <summary>What happened ({history.marks.length})</summary>
              <ol class="events">{history.marks.map((mark) => <li key={mark.at + mark.text}><time>{moment(mark.at, now)}</time> <b>{mark.kind.replace(/-/g, ' ')}</b> {mark.text}</li>)}</ol>
            </details>
          )}
        </>
      )}
    </section>
  );
}

function ReadinessStrip({ history }: { history: History }) {
  const height: Record<string, number> = { 'not-ready': 40, 'at-risk': 26, unknown: 18, maintenance: 12, ready: 8, 'no-data': 2 };
  return (
    <figure class="readiness">
      <svg viewBox="0 0 1000 40" preserveAspectRatio="none" role="img" aria-label={`Readiness from ${history.from} to ${history.to}`}>
        {stripSpans(history).map((span) => (
          <rect key={span.from} class={`block look-${span.state}`} x={span.x} width={span.width} y={40 - (height[span.state] ?? 2)} height={height[span.state] ?? 2}>
            <title>{`${lookWord[span.state as Look]} ${day(span.from)} ${clock(span.from)} – ${clock(span.to)}${span.code ? ` ${span.code}` : ''}`}</title>
          </rect>
        ))}
      </svg>
      <figcaption class="faint"><span>{day(history.from)} {clock(history.from)}</span><span>the taller, the worse</span><span>{day(history.to)} {clock(history.to)}</span></figcaption>
    </figure>
  );
}

function ChartPlace({ title, drawn }: { title: string; drawn: Chart | null }) {
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = place.current;
    if (element == null) return;
    const observer = new ResizeObserver(() => setWidth(Math.floor(element.clientWidth)));
    observer.observe(element);
    return () => observer.disconnect();
  }, [drawn == null]);
  useEffect(() => {
    const element = place.current;
    if (element == null || drawn == null || width < 50) return;
    const plot = new uPlot(options(title, drawn, width, element), drawn.data as uPlot.AlignedData, element);
    return () => plot.destroy();
  }, [drawn, width]);
  return drawn == null ? null : <div class="chart" ref={place} role="img" aria-label={`${title}: ${drawn.names.join(', ')}`} />;
}

/** A day, a time, or a time with seconds, as far as the ticks are apart. */
function tickText(at: number, stepSeconds: number): string {
  if (stepSeconds >= 86_400 || clock(at, true) === '00:00:00') return day(at).slice(5);
  return clock(at, stepSeconds < 60);
}

function options(title: string, drawn: Chart, width: number, element: HTMLElement): uPlot.Options {
  const style = getComputedStyle(element);
  const ink = style.getPropertyValue('--soft').trim() || '#666';
  const line = style.getPropertyValue('--line').trim() || '#ccc';
  const size = Math.max(11, Math.round(parseFloat(style.fontSize) * 0.8));
  const axis = { stroke: ink, grid: { stroke: line, width: 1 }, ticks: { stroke: line }, font: `${size}px ${style.fontFamily}` };
  const show = (value: number | null): string => (value == null || value === undefined ? '–' : `${value.toFixed(drawn.unit === 'MOS' ? 2 : value < 10 ? 1 : 0)} ${drawn.unit}`);
  return {
    title, width, height: Math.round(Math.max(180, Math.min(320, width / 3.4))),
    cursor: { drag: { x: true, y: false } },
    scales: drawn.unit === 'MOS' ? { y: { range: [1, 5] } } : { y: { range: (_u, _min, max) => [0, Math.max(1, max * 1.1)] } },
    axes: [{ ...axis, values: (_u, ticks, _axis, _space, step) => ticks.map((tick) => tickText(tick * 1000, step)) }, { ...axis, size: size * 6.6, values: (_u, ticks) => ticks.map((tick) => `${tick} ${drawn.unit}`) }],
    series: [
      { value: (_u, seconds) => (seconds == null ? '–' : `${day(seconds * 1000)} ${clock(seconds * 1000)}`) },
      ...drawn.names.map((label, i) => {
        const { colour, dash } = STROKES[i % STROKES.length]!;
        return { label, stroke: colour, dash, width: 2, spanGaps: false, value: (_u: uPlot, value: number | null) => show(value) };
      }),
    ],
  };
}
