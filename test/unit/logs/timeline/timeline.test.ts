// The lives of workers, from lines and polls: what seed 001 had to find out by hand is drawn by itself.
import { describe, expect, it } from 'vitest';
import { Timeline } from '../../../../src/logs/timeline/timeline';
import { logLineOf, sdkLine } from '../../../support/logLines';

const startMs = Date.UTC(2026, 0, 1);
const ms = (seconds: number) => startMs + seconds * 1000;

function timelineOf(lines: readonly [number, string, ('system' | 'container')?][]) {
  const timeline = new Timeline();
  for (const [at, text, source = 'system'] of lines) timeline.take(logLineOf(text, { at, source }));
  return timeline;
}

const states = (timeline: Timeline) =>
  timeline.tracks[0]?.states.map(({ state, fromMs, toMs }) => [
    state,
    (fromMs - startMs) / 1000,
    toMs === undefined ? undefined : (toMs - startMs) / 1000,
  ]);

describe('Timeline', () => {
  it('draws a worker that starts, does a job and goes', () => {
    const timeline = timelineOf([
      [0, 'create container img:1'],
      [4, 'start container for img:1: begin'],
      [6, '--- Starting Serverless Worker |  Version 1.12.0 ---', 'container'],
      [8, sdkLine('Started.', 'job-aaa'), 'container'],
      [9, sdkLine('Job failed', 'job-aaa', 'ERROR'), 'container'],
      [10, sdkLine('Finished.', 'job-aaa'), 'container'],
      [20, 'stop container w1: idle for 10 s'],
      [21, 'container w1 exited with code 0'],
      [22, 'remove container img:1'],
    ]);
    expect(states(timeline)).toEqual([
      ['initializing', 0, 6],
      ['idle', 6, 8],
      ['running', 8, 10],
      ['idle', 10, 21],
      ['down', 21, 22],
    ]);
    const [track] = timeline.tracks;
    expect(track?.jobs).toEqual([{ jobId: 'job-aaa', fromMs: ms(8), toMs: ms(10), outcome: 'failed' }]);
    expect(track?.moments).toMatchObject([{ kind: 'stop', text: 'Stopped: idle for 10 s.' }]);
    expect(timeline.span).toEqual({ fromMs: ms(0), toMs: ms(22) });
  });

  it('makes kills at the init timeout and the restarts after them stand out, from lines', () => {
    const timeline = timelineOf([
      [0, 'start container for img:1: begin'],
      [420, 'worker w1 was not ready within 420 s (RUNPOD_INIT_TIMEOUT): killed'],
      [421, 'container w1 was ended by SIGKILL'],
      [422, 'start container for img:1: begin'],
    ]);
    expect(timeline.tracks[0]?.moments.map(({ kind, atMs }) => [kind, (atMs - startMs) / 1000])).toEqual([
      ['init-timeout', 420],
      ['restart', 422],
    ]);
  });

  it('infers the kill from polls alone: initializing for seven minutes, then gone', () => {
    const timeline = new Timeline();
    for (let at = 0; at <= 420; at += 2) timeline.poll(ms(at), [{ id: 'w1', status: 'INITIALIZING' }]);
    timeline.poll(ms(422), [{ id: 'w2', status: 'INITIALIZING' }]);
    expect(timeline.tracks.map(track => track.workerId)).toEqual(['w1', 'w2']);
    expect(timeline.tracks[0]?.moments).toMatchObject([{ kind: 'init-timeout', atMs: ms(422) }]);
    expect(timeline.tracks[0]?.state).toBeUndefined();
    expect(timeline.tracks[1]?.state).toBe('initializing');
  });

  it('tells one crash once, though the platform says it of the container and of the worker', () => {
    const timeline = timelineOf([
      [0, 'start container for img: begin'],
      [5, 'container x exited with code 1'],
      [5.1, 'worker w1 is unhealthy: The worker exited with code 1.'],
      [6, 'start container for img: begin'],
      [9, 'container x exited with code 1'],
    ]);
    expect(timeline.tracks[0]?.moments.map(moment => moment.kind)).toEqual(['crash', 'restart', 'crash']);
  });

  it('calls an exit that nobody asked for a crash, and a job of it lost', () => {
    const timeline = timelineOf([
      [0, 'start container for img:1: begin'],
      [1, '--- Starting Serverless Worker |  Version 1.12.0 ---', 'container'],
      [2, sdkLine('Started.', 'job-aaa'), 'container'],
      [3, 'container w1 exited with code 137'],
    ]);
    expect(timeline.tracks[0]?.moments).toMatchObject([
      { kind: 'crash', text: 'The worker exited with code 137.' },
    ]);
    expect(timeline.tracks[0]?.jobs[0]).toMatchObject({ outcome: 'lost', toMs: ms(3) });
  });

  it('does not let a poll that is a moment older take back what a line told', () => {
    const timeline = timelineOf([[10, sdkLine('Started.', 'job-aaa'), 'container']]);
    timeline.poll(ms(11), [{ id: 'w1', status: 'IDLE' }]);
    expect(timeline.tracks[0]?.state).toBe('running');
    timeline.poll(ms(16), [{ id: 'w1', status: 'THROTTLED' }]);
    expect(timeline.tracks[0]?.state).toBe('throttled');
  });
});
