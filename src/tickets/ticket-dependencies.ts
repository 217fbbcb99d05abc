/**
 * Finds a ticket that another one waits for and that is not finished; one that was merged is as far as the one it was
 * merged into. `waiting` is what names the other one: a placeholder, or a column of the statement around it.
 */
export const openDependency = (waiting: '?' | 'tickets.id'): string =>
  `select 1 from ticket_links l join tickets o on o.id = l.linkedId left join tickets m on m.id = o.mergedIntoId
   where l.ticketId = ${waiting} and l.kind = 'depends_on'
     and coalesce(m.status, o.status) not in ('resolved', 'closed', 'duplicate') limit 1`;
