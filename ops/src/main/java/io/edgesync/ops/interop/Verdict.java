package io.edgesync.ops.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Says in what a meeting ended otherwise than its control. */
final class Verdict {

  private static final int ROWS_MAX = 4;
  private static final int ROW_CHARS_MAX = 300;

  private final Case cell;
  private final Ended ended;
  private final Ended control;
  private final List<String> faults = new ArrayList<>();

  private Verdict(Case cell, Ended ended, Ended control) {
    this.cell = cell;
    this.ended = ended;
    this.control = control;
  }

  /**
   * What is wrong; nothing where all is as it should be.
   *
   * @param control whose words are the right ones
   * @param files   whose files are
   */
  static List<String> faults(Case cell, Scenery scenery, Ended ended, Ended control, Ended files) throws IOException {
    Verdict verdict = new Verdict(cell, ended, control);
    verdict.words();
    verdict.file("server", scenery.server(cell.login()), ended.server(), files.server(), cell.server().isOurs());
    verdict.file("client", scenery.client(), ended.client(), files.client(), cell.client() == Client.OURS);
    return verdict.faults;
  }

  private void words() {
    List<String> expected = control.refusals();
    if (cell.client() == Client.STOCK) {
      if (!ended.refusals().equals(expected)) {
        faults.add("refusals: expected " + expected + ", got " + ended.refusals() + " in: " + ended.output().strip());
      }
      if (ended.exitCode() != control.exitCode()) {
        faults.add("exit code: expected " + control.exitCode() + ", got " + ended.exitCode() + ": "
            + ended.output().strip());
      }
      return;
    }
    for (String text : expected) {
      if (!ended.output().contains(text)) {
        faults.add("refusals: expected \"" + text + "\" in: " + ended.output().strip());
      }
    }
    if (expected.isEmpty() != (ended.exitCode() == 0)) {
      faults.add("exit code: got " + ended.exitCode() + " where stock refused " + expected + ": "
          + ended.output().strip());
    }
  }

  private void file(String whose, Path before, Path after, Path controlled, boolean isOurs) throws IOException {
    boolean isCloned = cell.deed() == Deed.CLONE && whose.equals("client");
    State expected = isCloned ? State.of(controlled).ofClone() : State.of(controlled);
    State found = isCloned ? State.of(after).ofClone() : State.of(after);
    rows(whose + " has, and should not: ", found.without(expected));
    rows(whose + " lacks: ", expected.without(found));
    boolean stays = !control.refusals().isEmpty() && Files.exists(after) && expected.equals(State.of(before));
    if (stays && isOurs && Files.mismatch(before, after) >= 0) {
      faults.add(whose + ": nothing was allowed, and yet the file changed at byte " + Files.mismatch(before, after));
    }
  }

  private void rows(String what, List<String> rows) {
    rows.stream().limit(ROWS_MAX).forEach(row -> faults.add(what
        + (row.length() > ROW_CHARS_MAX ? row.substring(0, ROW_CHARS_MAX) + "…" : row)));
    if (rows.size() > ROWS_MAX) {
      faults.add(what + "and " + (rows.size() - ROWS_MAX) + " more rows");
    }
  }
}
