package io.edgesync.repository.history;

import static io.edgesync.repository.history.HandMade.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Wiki pages, technotes and what is attached to them, with edits, deletions, forks and tags. */
public final class WikiHistory {

  private static final String NOTE = "0123456789abcdef0123456789abcdef01234567";
  private static final String LONELY = "00000000000000000000000000000000000000aa";

  private final StockHistory history;
  private final Path scratch;
  private int seconds;

  private WikiHistory(StockHistory history) {
    this.history = history;
    this.scratch = history.checkout().resolveSibling("text");
  }

  public static StockHistory in(Path directory) throws IOException {
    StockHistory history = StockHistory.in(directory);
    String first = history.add("a.txt", "a\n").commit("first of files");
    WikiHistory wiki = new WikiHistory(history);
    wiki.byCommands(first);
    String page = wiki.pages(first);
    wiki.technotes();
    wiki.attachments();
    wiki.tags(page);
    history.rebuild();
    return history;
  }

  private void byCommands(String checkin) throws IOException {
    edit("wiki", "create", "Start", "see [" + checkin.substring(0, 8) + "|this] and <nowiki>[deadbeef]</nowiki>\n"
        + "line of text that is there to make the page longer than a delta would be\n".repeat(9));
    edit("wiki", "commit", "Start",
        "now [" + checkin.substring(0, 9) + "] <verbatim>[feedbeef]</verbatim> [cafe0001 ]\n"
            + "line of text that is there to make the page longer than a delta would be\n".repeat(9));
    edit("wiki", "create", "Überschrift ☃ <b> & 'c'",
        "# x\n[label](" + checkin.substring(0, 12) + ") `[no](abcd1234)`\n",
        "-M", "markdown");
    edit("wiki", "create", "Plain", "[" + checkin.substring(0, 8) + "] is no link", "-M", "plain");
    edit("wiki", "create", "Gone", "soon gone [abcdef12]");
    edit("wiki", "commit", "Gone", "");
    edit("wiki", "create", "a note", "the [abcd1234] text", "-t", "2024-03-04 05:06:07", "--technote-bgcolor",
        "#abcdef",
        "--technote-tags", "one,two");
    edit("wiki", "commit", "a note, edited", "the text, edited", "-t", "2024-03-04 05:06:07");
    attach("add", "Start", "one.txt", "attached one");
    attach("add", "Start", "one.txt", "attached one, again");
    attach("add", "Start", "ü & <two>.txt", "attached two");
    history.run("attachment", "add", file("three.txt", "attached three").toString(), "-t", "2024-03-04 05:06:07");
  }

  private void edit(String group, String verb, String title, String content, String... options) throws IOException {
    List<String> command = new ArrayList<>(List.of(group, verb, title, file("page.txt", content).toString()));
    command.addAll(List.of(options));
    history.run(command.toArray(String[]::new));
  }

  private void attach(String verb, String page, String name, String content) throws IOException {
    history.run("attachment", verb, page, file(name, content).toString());
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(Files.createDirectories(scratch).resolve(name), content);
  }

  private String put(String... cards) throws IOException {
    return HandMade.put(history, cards);
  }

  private String date() {
    seconds++;
    return "2024-04-05T06:%02d:%02d.123".formatted(seconds / 60, seconds % 60);
  }

  /** Versions that fork, come at the same time, begin anew. */
  private String pages(String checkin) throws IOException {
    String same = date();
    String one = put("D " + same, "L Forked", "U alice", text("one [aaaa0001] " + "and a long text. ".repeat(20)));
    String two = put("D " + date(), "L Forked", "P " + one, "U bob",
        text("two [aaaa0002] " + "and a long text. ".repeat(21)));
    put("D " + same, "L Forked", "P " + one, "U carol",
        text(" \t\nthree [aaaa0003] " + "and a long text. ".repeat(22)));
    String late = date();
    put("D " + late, "L Forked", "N text/x-markdown", "P " + two + " " + one, "U dave", text("four [x](aaaa0004)"));
    put("D " + late, "L Twice", "U dave", text("[bbbb0001]"));
    put("D " + late, "L Twice", "U dave", text("[bbbb0002] later or not"));
    put("D " + date(), "L Orphaned", "P " + "ab".repeat(20), "U eve",
        text("[/info/cccc0001|x] [cccc0002   |y] [" + checkin + "]"));
    put("C why\\sit\\swas\\schanged", "D " + date(), "L checkin/" + checkin, "U eve", text("about a check-in"));
    put("D " + date(), "L Caf\udce9", "U \udcff\udcfe", text("bytes: \udce9 [dddd0001] \udc80"));
    put("D " + date(), "L Nul", "U eve", text("before\0 [dddd0002] after"));
    put("D " + date(), "L Long", "U eve", text("[" + "e".repeat(64) + "] [" + "e".repeat(65) + "] [abc] [ABCDEF99]"));
    return two;
  }

  private void technotes() throws IOException {
    String one = put("C first\\snote", "D " + date(), "E 2024-05-05T01:02:03 " + NOTE, "T +bgcolor * #ffeedd",
        "T +sym-x *",
        "U alice", text("note one " + "with a long text. ".repeat(20)));
    String two = put("C second\\snote", "D " + date(), "E 2024-05-06T01:02:03 " + NOTE, "P " + one,
        "T +comment * [eeee0001]",
        "T +hidden *", "U bob", text("note two " + "with a long text. ".repeat(21)));
    put("C third\\snote", "D " + date(), "E 2024-05-07T01:02:03 " + NOTE, "P " + two, "N text/x-markdown", "U bob",
        text("note three [x](eeee0002) " + "with a long text. ".repeat(22)));
    put("D " + date(), "E 2024-05-07T01:02:03 " + LONELY, "N text/plain", "T +bgcolor * #00ff00", text(""));
  }

  private void attachments() throws IOException {
    String source = "12".repeat(32);
    put("A x.txt Start " + source, "C a\\scomment", "D " + date(), "U alice");
    put("A x.txt Start", "D " + date(), "U alice");
    put("A x.txt " + NOTE + " " + source, "D " + date(), "U alice");
    put("A a<b>&'c'-quite-long.txt " + NOTE, "D " + date());
    put("A never.txt " + "cd".repeat(20) + " " + source, "D " + date(), "U alice");
    put("A never.txt " + "cd".repeat(20), "D " + date(), "U alice");
    put("A dir/\udce9.txt No\\sSuch\\sPage " + source, "D " + date(), "U alice");
    String same = date();
    put("A same.txt Start " + source, "D " + same, "U alice");
    put("A same.txt Start " + "34".repeat(32), "D " + same, "U alice");
  }

  /** Control artifacts that tag what is no check-in. */
  private void tags(String page) throws IOException {
    String control = put("D " + date(), "T *bgcolor " + page + " #111111", "T +hidden " + page,
        "T *inherited " + page + " v",
        "U tagger");
    put("D " + date(), "T +comment " + page + " instead\\s[ffff0001]", "T +date " + page + " 2024-02-02T02:02:02",
        "T +user " + page + " somebody", "U tagger");
    put("D " + date(), "T +bgcolor " + control + " #222222", "T +user " + control + " another", "U tagger");
    String note = put("C tagged", "D " + date(), "E 2024-05-09T01:02:03 " + "bc".repeat(20), "T +user * own", "U alice",
        text("tagged note"));
    put("D " + date(), "T +bgcolor " + note + " #333333", "T +date " + note + " 2024-06-06T06:06:06", "U tagger");
    put("D " + date(), "T -bgcolor " + note, "T -date " + note, "U tagger");
    String attachment = put("A tagged.txt Start " + "56".repeat(32), "D " + date(), "U alice");
    put("D " + date(), "T +bgcolor " + attachment + " #444444", "T +comment " + attachment + " better", "U tagger");
  }
}
