import type { Command } from 'commander';
import { example, execute } from './execute.js';

/** Flicket's commands that put counters right. */
export function addRecount(program: Command): void {
  program
    .command('update_user_posts')
    .aliases(['update-user-posts', 'update-total-post-count'])
    .description('count anew what each member of staff has written; the desk may run meanwhile')
    .addHelpText('after', example('switchdesk update_user_posts'))
    .action(() => execute('recountStaff', { count: 'posts' }));
  program
    .command('update_user_assigned')
    .aliases(['update-user-assigned', 'update-total-user_assigned'])
    .description('count anew which open tickets each member of staff has to work on')
    .addHelpText('after', example('switchdesk update_user_assigned'))
    .action(() => execute('recountStaff', { count: 'assigned' }));
}
