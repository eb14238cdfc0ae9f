package io.edgesync.repository.history;

import io.edgesync.xfer.testing.FossilProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Tickets made and changed by the stock program: with the columns of a fresh repository, and with others. */
public final class TicketHistory {

  /** Three tickets, by their full names. */
  public static final List<String> TICKETS = List.of("0a".repeat(20), "7b".repeat(20), "c3".repeat(20));

  /** A schema with what the documentation of Fossil shows, and what its source allows. */
  public static final String CUSTOM = """
      CREATE TABLE ticket(
        -- tickets with another title, no creation time, and where each value comes from
        tkt_id INTEGER PRIMARY KEY, tkt_uuid TEXT UNIQUE, tkt_mtime DATE,
        subject TEXT, state TEXT, foundin TEXT, effort INTEGER, private_contact TEXT, comment TEXT, remark TEXT,
        "baseline for subject" INTEGER, "baseline for comment" INTEGER, "not a field" TEXT,
        mimetype TEXT AS (CASE WHEN comment LIKE '#%' THEN 'text/x-markdown' WHEN comment LIKE '=%' THEN 'text/plain' END)
      );
      CREATE TABLE ticketchng(
        tkt_id INTEGER, tkt_rid INTEGER, tkt_mtime DATE, state TEXT, effort INTEGER, remark TEXT, login TEXT
      );
      CREATE INDEX ticketchng_idx1 ON ticketchng(tkt_id, tkt_mtime);
      CREATE TABLE ticket_choice(name TEXT, "rank;ed" INT);
      INSERT INTO ticket_choice VALUES('a;''b', 1), ('c', 2);
      DROP VIEW IF EXISTS ticket_open;
      CREATE VIEW ticket_open AS SELECT * FROM ticket WHERE state='Open';
      """;

  private TicketHistory() {}

  /** With the columns of a fresh repository. */
  public static StockHistory in(Path directory) throws IOException {
    StockHistory h = StockHistory.in(directory);
    String a = TICKETS.get(0);
    String b = TICKETS.get(1);
    String c = TICKETS.get(2);
    add(h, a, "title", "first <b> & \"quoted\" 'title'", "type", "Code_Defect", "status", "Open", "comment",
        "see [deadbeef] and [/info/abcdef0123|label] \u00fc\u20ac", "private_contact", "somebody@example.com");
    add(h, b, "title", "only a title");
    change(h, a, "+comment", "\nappended [1234567890]", "icomment", "in a [cafebabe] change", "mimetype",
        "text/x-fossil-wiki");
    change(h, a, "status", "Fixed");
    change(h, b, "status", "Review", "comment", "[0011223344]");
    change(h, b, "comment", "replaced [5566778899]", "severity", "5");
    change(h, b, "icomment", "plain [aaaabbbb]", "mimetype", "text/plain", "login", "somebody");
    change(h, a, "title", "second title", "+private_contact", "more@example.com");
    add(h, c, "icomment", "a ticket that begins with a remark", "status", "Closed");
    change(h, c, "title", "late title", "foundin", "");
    String date = h.nextDate();
    at(h, date, "set", c, "status", "one of two at once");
    at(h, date, "set", c, "status", "two of two at once");
    attachments(h, a, b);
    return h;
  }

  /** What the web pages of stock Fossil attach, and take off again. */
  private static void attachments(StockHistory h, String a, String b) throws IOException {
    String content = h.put("attached".getBytes(StandardCharsets.UTF_8));
    HandMade.put(h, "A pic<1>.txt " + a + " " + content, "C a\\spicture", "D " + h.nextDate(), "U alice");
    HandMade.put(h, "A pic<1>.txt " + a, "D " + h.nextDate(), "U alice");
    HandMade.put(h, "A two.txt " + b + " " + content, "D " + h.nextDate(), "U alice");
    HandMade.put(h, "A two.txt " + b + " " + "12".repeat(32), "D " + h.nextDate());
    h.rebuild();
  }

  /** With {@link #CUSTOM}, set before anything was written. */
  public static StockHistory custom(Path directory) throws IOException {
    StockHistory h = StockHistory.in(directory);
    set(h, "ticket-table", CUSTOM);
    set(h, "ticket-title-expr", "subject");
    set(h, "ticket-status-column", "state");
    h.fossil().ok(directory, "rebuild", h.repository().toString());
    String a = TICKETS.get(0);
    String b = TICKETS.get(1);
    add(h, a, "subject", "custom", "state", "Open", "comment", "[deadbeef]", "effort", "12", "remark", "[11112222]");
    add(h, b, "subject", "other", "comment", "# heading", "remark", "[33334444]");
    change(h, a, "comment", "= plain [55556666]", "remark", "[77778888]", "effort", "many");
    change(h, a, "comment", "wiki again [9999aaaa]", "private_contact", "x@example.com");
    // The command writes fields in the order of their names and a plus before them, so that "+subject" may only come first.
    change(h, a, "+subject", " and more");
    change(h, a, "state", "Closed", "login", "[bbbbcccc]");
    change(h, b, "foundin", "version [ddddeeee]");
    change(h, b, "+foundin", " and [ffff0000]", "state", "it's \"<closed>\"");
    return h;
  }

  /** Sets a row of {@code config}. */
  public static void set(StockHistory h, String name, String value) {
    h.run("sql",
        "REPLACE INTO config(name, value, mtime) VALUES('" + name + "', '" + value.replace("'", "''") + "', now())");
  }

  private static void add(StockHistory h, String ticket, String... fields) {
    List<String> command = new ArrayList<>(List.of("ticket", "add", "--date-override", h.nextDate(), "--uuid-override",
        ticket, "--user-override", FossilProcess.USER));
    command.addAll(List.of(fields));
    h.run(command.toArray(String[]::new));
  }

  private static void change(StockHistory h, String ticket, String... fields) {
    at(h, h.nextDate(), "change", ticket, fields);
  }

  private static void at(StockHistory h, String date, String verb, String ticket, String... fields) {
    List<String> command = new ArrayList<>(List.of("ticket", verb, ticket, "--date-override", date));
    command.addAll(List.of(fields));
    h.run(command.toArray(String[]::new));
  }
}
