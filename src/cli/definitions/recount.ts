import type { Command } from 'commander';
import { example, execute, words } from './execute.js';

/** Flicket's commands that put counters right. */
export function addRecount(program: Command): void {
  program
    .command('update_user_posts')
    .aliases(['update-user-posts', 'update-total-post-count'])
    .description(words('recount.update_user_posts.help'))
    .addHelpText('after', example('switchdesk update_user_posts'))
    .action(() => execute('recountStaff', { count: 'posts' }));
  program
    .command('update_user_assigned')
    .aliases(['update-user-assigned', 'update-total-user_assigned'])
    .description(words('recount.update_user_assigned.help'))
    .addHelpText('after', example('switchdesk update_user_assigned'))
    .action(() => execute('recountStaff', { count: 'assigned' }));
}
