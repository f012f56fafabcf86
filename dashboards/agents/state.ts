/** Groups of agents, the worst first. Pure. */
import type { AgentGroup } from '../shared/types.ts';

/** The share that was not ready, 0 to 1. */
export function share(group: AgentGroup): number {
  return group.reports === 0 ? 0 : group.failed / group.reports;
}

export function worst(groups: AgentGroup[]): AgentGroup[] {
  return [...groups].sort((a, b) => share(b) - share(a) || b.reports - a.reports);
}
