package io.edgesync.repository.ticket;

import io.edgesync.repository.RepositoryException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is to change about a ticket.
 *
 * @param assigned new values by field; those of fields named {@code private_...} are stored concealed
 * @param appended texts to append, by field
 */
public record TicketEdit(Map<String, String> assigned, Map<String, String> appended) {

  public TicketEdit {
    assigned = Map.copyOf(assigned);
    appended = Map.copyOf(appended);
  }

  /** Assigns values to fields. */
  public static TicketEdit assigning(Map<String, String> values) {
    return new TicketEdit(values, Map.of());
  }

  public TicketEdit appending(String field, String text) {
    Map<String, String> more = new LinkedHashMap<>(appended);
    if (more.put(field, text) != null) {
      throw new RepositoryException.Refused(field + ": one change can append to a field once");
    }
    return new TicketEdit(assigned, more);
  }
}
