package io.edgesync.repository.ticket;

import io.edgesync.repository.structure.TicketChange;
import java.util.function.UnaryOperator;

/**
 * What the timeline says of a change. Source: Fossil 2.21, {@code src/manifest.c, manifest_ticket_event()}.
 *
 * @param comment HTML-escaped, with the ticket as a link
 * @param brief   the same without the title
 */
record TicketEventText(String comment, String brief) {

  /**
   * @param ticket  the ticket as a link, {@code [0123456789abcdef|0123456789]}
   * @param escaped escapes for HTML
   */
  static TicketEventText ofNew(String ticket, String title, UnaryOperator<String> escaped) {
    String brief = "New ticket " + ticket;
    return new TicketEventText(brief + " <i>" + escaped.apply(title) + "</i>.", brief + '.');
  }

  static TicketEventText ofStatus(String ticket, String title, String status, TicketChange change,
      UnaryOperator<String> escaped) {
    String brief = escaped.apply(status) + " ticket " + ticket;
    int others = change.fields().size() - 1;
    String plus = others > 0 ? " plus " + count(others, "other change") : "";
    return new TicketEventText(brief + ": <i>" + escaped.apply(title) + "</i>" + plus, brief + '.');
  }

  static TicketEventText ofOther(String ticket, String title, String status, TicketChange change,
      UnaryOperator<String> escaped) {
    int count = change.fields().size();
    return new TicketEventText(
        "Ticket " + ticket + " <i>" + escaped.apply(title) + "</i> status still " + escaped.apply(status) + " with "
            + count(count, "other change"),
        "Ticket " + ticket + ": " + count(count, "change"));
  }

  private static String count(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }
}
