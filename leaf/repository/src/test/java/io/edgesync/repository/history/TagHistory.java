package io.edgesync.repository.history;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Tags of all sorts: set, cancelled and set again, propagating, on artifacts of every kind, with side effects. */
public final class TagHistory {

  private TagHistory() {}

  public static StockHistory in(Path directory) throws IOException {
    StockHistory h = StockHistory.in(directory);
    List<String> trunk = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      h.write("f.txt", "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight " + i + "\n");
      h.run("add", "f.txt", "--force");
      trunk.add(h.commit("number " + i));
    }
    h.run("update", trunk.get(2));
    List<String> branch = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      h.write("g.txt", "branch " + i).run("add", "g.txt", "--force");
      branch.add(i == 0 ? h.commit("a branch", "--branch", "b") : h.commit("goes on", "--tag", "at-" + i));
    }
    propagation(h, trunk, branch);
    effects(h, trunk, branch);
    reparents(h, trunk, branch);
    targets(h, trunk);
    h.rebuild();
    return h;
  }

  private static void propagation(StockHistory h, List<String> trunk, List<String> branch) throws IOException {
    // Whoever is nearer sets later: what an older tag near and a newer one from afar make OrderDecidesTest tells.
    h.tag("add", "--propagate", "p", trunk.get(1), "from one");
    h.tag("cancel", "p", trunk.get(4));
    h.tag("add", "--propagate", "p", branch.get(1), "from the branch");
    h.tag("add", "--propagate", "q", trunk.get(0));
    h.tag("cancel", "q", trunk.get(0));
    h.tag("add", "--propagate", "q", trunk.get(0), "again");
    h.tag("add", "--propagate", "q", trunk.get(0), "and again");
    h.tag("cancel", "q", trunk.get(3));
    h.tag("add", "r", trunk.get(3), "only here");
    h.tag("add", "--propagate", "r", trunk.get(3), "now propagating");
    h.tag("add", "r", trunk.get(3), "only here again");
    h.tag("cancel", "never-set", trunk.get(5));
    h.tag("add", "--raw", "--propagate", "raw", trunk.get(2), "caf\u00e9");
    h.tag("cancel", "--raw", "raw", branch.get(0));
  }

  private static void effects(StockHistory h, List<String> trunk, List<String> branch) throws IOException {
    String edited = branch.get(2);
    h.amend(edited, "-m", "edited once: [" + trunk.get(0).substring(0, 10) + "]");
    h.amend(edited, "-m", "edited twice: [" + trunk.get(1).substring(0, 16) + "|one] and [feedbeef]");
    h.amend(edited, "--author", "ed");
    h.amend(edited, "--date", "2024-02-01T01:02:03");
    h.amend(trunk.get(4), "--date", "2024-02-02");
    h.tag("cancel", "--raw", "date", trunk.get(4));
    h.amend(trunk.get(3), "-m", "a comment that is taken back");
    h.tag("cancel", "--raw", "comment", trunk.get(3));
    h.amend(trunk.get(2), "--branchcolor", "#123123");
    h.amend(branch.get(0), "--branchcolor", "#456456");
    h.tag("cancel", "--raw", "bgcolor", branch.get(0));
    h.amend(branch.get(1), "--bgcolor", "#321321");
    h.amend(branch.get(1), "--bgcolor", "");
    h.amend(branch.get(2), "--close");
    h.tag("cancel", "--raw", "closed", branch.get(2));
    h.amend(branch.get(2), "--close");
    h.amend(branch.get(1), "--branch", "c <&> \"d\" 'e'");
    h.amend(branch.get(1), "--hide");
    h.tag("add", "--raw", "note", trunk.get(1), "a note");
    h.tag("add", "--raw", "user", trunk.get(1), "anybody");
    h.tag("cancel", "--raw", "user", trunk.get(1));
  }

  /** Tags on files, on control artifacts, on what nobody has, several in one artifact, and some that are not what they seem. */
  private static void targets(StockHistory h, List<String> trunk) throws IOException {
    String file = h.fileHash(trunk.get(0), "f.txt");
    String control = h.putCards("D " + h.nextDate() + "\nT +sym-on-file " + file + " x\nT +sym-z " + file + "\nU t\n");
    h.putCards(
        "D " + h.nextDate() + "\nT *branch " + trunk.get(5) + " moved\nT *sym-moved " + trunk.get(5) + "\nT +closed "
            + trunk.get(4) + " why\\snot\nT -sym-trunk " + trunk.get(5) + "\nU t\n");
    h.putCards("D " + h.nextDate() + "\nT +sym-tagged " + "7".repeat(64) + "\nU t\n");
    h.putCards("D " + h.nextDate() + "\nT +comment " + "8".repeat(64) + " early\nU t\n");
    h.putCards("D " + h.nextDate() + "\nT *no\\svalue\\\\ " + trunk.get(5) + " \\\\\\n\\s\nU\n");
    h.putCards("D " + h.nextDate() + "\nT +sym-\u00e9\u00ff " + trunk.get(5) + " caf\u00e9\u00ff\nU j\u00f6rg\u00fe\n");
    h.putCards(
        "D " + h.nextDate() + "\nT +comment " + trunk.get(5) + " not\\sUTF-8:\\s\u00fe\u00ff\\s[" + file.substring(0, 9)
            + "]\nU t\n");
    h.putCards("D " + h.nextDate() + "\nT +sym-on-control " + (control.isEmpty() ? file : control) + "\nU t\n");
    // The same tag twice at one time: the first that is met is the one that counts.
    String date = h.nextDate();
    h.putCards("D " + date + "\nT +twin " + trunk.get(0) + " first\nU t\n");
    h.putCards("D " + date + "\nT *twin " + trunk.get(0) + " second\nU t\n");
    h.putCards("D " + date + "\nT -twin " + trunk.get(0) + "\nU t\n");
    h.putCards("D " + date + "\nT +sign " + trunk.get(0) + " plus\nT -sign " + trunk.get(0) + " minus\nU t\n");
  }

  private static void reparents(StockHistory h, List<String> trunk, List<String> branch) throws IOException {
    h.run("update", trunk.get(5));
    // Old and new parents have the same tags to inherit: whether tags of the old ones stay follows, in the stock program, from
    // the order in which it meets the check-in, its new parents' tag and what the old ones were tagged with.
    h.write("lonely.txt", "lonely").run("add", "lonely.txt", "--force");
    String one = h.commit("one more");
    h.write("lonely.txt", "lonely\nno more");
    String two = h.commit("two more");
    h.write("lonely.txt", "lonely\nno more\nat all");
    String moved = h.commit("gets other parents");
    h.write("lonely.txt", "a child");
    h.commit("a child of the moved one");
    h.tag("add", "--raw", "parent", moved, one + " " + branch.get(1));
    h.tag("add", "--raw", "parent", two, "not a hash");
  }
}
