package io.edgesync.repository.structure;

import java.util.List;

/**
 * A change of a ticket.
 *
 * @param fields the J-cards, strictly increasing by name
 * @param ticket the K-card: 40 hexadecimal digits
 */
public record TicketChange(double julianDay, List<Field> fields, String ticket, String user)
    implements
      Artifact {

  public TicketChange {
    fields = List.copyOf(fields);
  }

  /**
   * One assigned field.
   *
   * @param name as in the card; a leading {@code +} appends instead of assigning
   */
  public record Field(String name, String value) {}
}
