/**
 * Tickets: which columns they have here, and how their tables follow from the ticket changes that were received.
 *
 * <pre>
 * setting ticket-table → {@link io.edgesync.repository.ticket.TicketScript} (looked over) → TicketSandbox (run in memory) → {@link
 * io.edgesync.repository.ticket.TicketTables} (the tables of the repository)
 * ticket change → crosslink → {@link io.edgesync.repository.ticket.TicketReplay}: all changes of one ticket, by date → ticket, ticketchng
 * </pre>
 *
 * <p>A ticket is what replaying its changes makes of it, so every change replays the whole ticket and the order of arrival shows nowhere. The
 * script that makes the tables is a setting that comes with a clone, from whoever made the project, and no statement of it ever runs in a
 * repository: it runs in a database in memory, and the tables that it made there are made again here.
 *
 * <p>On the writer's thread, inside its transaction. Source: Fossil {@code src/tkt.c}, {@code src/tktsetup.c}.
 */
@NullMarked
package io.edgesync.repository.ticket;

import org.jspecify.annotations.NullMarked;
