package io.edgesync.repository.ticket;

import org.jspecify.annotations.Nullable;

/**
 * A field of tickets.
 *
 * @param baseline  the column of {@code ticket} that has the rid of whatever assigned this one last, null where there is none
 * @param inTicket  whether {@code ticket} has it
 * @param inChanges whether {@code ticketchng} has it
 */
record TicketColumn(String name, @Nullable String baseline, boolean inTicket, boolean inChanges) {}
