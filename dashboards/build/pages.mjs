// The pages and what each is made of. Read by the build and by the practice server.

/** One page: its entry, its title, and the routes that answer with its shell. */
export const pages = [
  { name: 'wall', entry: 'wall/main.tsx', title: 'Linecheck', routes: ['/'] },
  { name: 'dialers', entry: 'dialers/main.tsx', title: 'Dialers · Linecheck', routes: ['/dialers'] },
  { name: 'dialer', entry: 'dialer/main.tsx', title: 'Dialer · Linecheck', routes: ['/dialers/:id'] },
  { name: 'certificates', entry: 'certificates/main.tsx', title: 'Certificates · Linecheck', routes: ['/certificates'] },
  { name: 'finding', entry: 'finding/main.tsx', title: 'Finding · Linecheck', routes: ['/findings/:code'] },
  { name: 'next', entry: 'next/main.tsx', title: 'Next to break · Linecheck', routes: ['/next'] },
  { name: 'availability', entry: 'availability/main.tsx', title: 'Availability · Linecheck', routes: ['/availability'] },
  { name: 'notifications', entry: 'notifications/main.tsx', title: 'Notices · Linecheck', routes: ['/notifications'] },
  { name: 'acknowledge', entry: 'acknowledge/main.tsx', title: 'Acknowledge · Linecheck', routes: ['/acknowledge', '/incidents/:id/acknowledge'] },
  { name: 'agents', entry: 'agents/main.tsx', title: 'Agents · Linecheck', routes: ['/agents'] },
  { name: 'agent', entry: 'agent/main.tsx', title: 'Am I ready?', routes: ['/agent/:id'] },
];
