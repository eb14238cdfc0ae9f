/**
 * Tickets beside the stock program: the tables that it makes of the same settings, what hostile settings may not do, and changes that it would
 * write the same.
 */
@NullMarked
package io.edgesync.repository.ticket;

import org.jspecify.annotations.NullMarked;
