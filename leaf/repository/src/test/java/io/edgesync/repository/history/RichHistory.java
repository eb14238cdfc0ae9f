package io.edgesync.repository.history;

import java.io.IOException;
import java.nio.file.Path;

/** One history with everything that crosslinking of check-ins, tags and clusters has to get right. */
public final class RichHistory {

  private RichHistory() {}

  public static StockHistory in(Path directory) throws IOException {
    StockHistory h = StockHistory.in(directory);
    String a = h.add("a.txt", lines("a", 60)).add("b.txt", lines("b", 60)).add("sub/c d.txt", lines("c", 9))
        .commit("first [deadbeef|link] of files");
    h.write("a.txt", lines("a", 60) + "two\n").run("mv", "--hard", "b.txt", "bb.txt");
    String b = h.commit("edits a, renames b <x> & \"y\"");
    h.run("rm", "--hard", "sub/c d.txt");
    h.add("run.sh", "#!/bin/sh\n").run("add", "run.sh");
    h.checkout().resolve("run.sh").toFile().setExecutable(true);
    String c = h.commit("deletes c, adds run.sh; see [" + a.substring(0, 10) + "]", "--tag", "rel-1");
    String fork = branches(h, a, b, c);
    amendments(h, a, b, c, fork);
    deltas(h);
    return h;
  }

  private static String branches(StockHistory h, String a, String b, String c) throws IOException {
    h.run("update", b);
    h.write("a.txt", lines("a", 60) + "branch\n").add("br.txt", lines("branch", 20));
    String d = h.commit("on a branch", "--branch", "side", "--branchcolor", "#a0b0c0");
    h.add("pick.txt", "picked\n").write("a.txt", lines("a", 61) + "branch\n");
    String e = h.commit("more on the branch", "--bgcolor", "#ffff00");
    h.run("update", "trunk");
    h.run("merge", "--cherrypick", e, "--force");
    h.write("a.txt", lines("a", 60) + "merged by hand\n");
    String f = h.commit("cherry-picked");
    h.run("merge", "side");
    h.write("a.txt", lines("a", 62) + "merged\n").add("new-in-merge.txt", "x\n");
    h.commit("merges side");
    h.run("merge", "--backout", f, "--force");
    h.write("a.txt", lines("a", 63));
    h.commit("backs out", "--allow-conflict");
    h.run("update", "side");
    h.write("br.txt", lines("branch", 21));
    h.commit("side goes on");
    h.run("update", "trunk");
    h.run("merge", "--integrate", "side");
    String tip = h.commit("integrates side");
    h.run("branch", "new", "empty-branch", "trunk", "--date-override", h.nextDate());
    h.run("update", c);
    h.write("fork.txt", "fork").run("add", "fork.txt");
    String fork = h.commit("a fork", "--allow-fork");
    h.write("fork.txt", "fork\nagain");
    h.commit("closes itself", "--close");
    h.run("update", tip);
    h.write("bb.txt", lines("b", 59));
    h.commit("private work", "--private", "--branch", "secret");
    h.run("update", tip);
    h.write("same-second", "1").run("add", "same-second");
    String date = h.nextDate();
    h.commitAt(date, "first in one second");
    h.write("same-second", "2");
    h.commitAt(date, "second in one second", "--allow-older");
    h.commit("nothing changed", "--allow-empty");
    h.run("branch", "close", "empty-branch", "--date-override", h.nextDate());
    h.commit(d.isEmpty() ? "" : "still nothing", "--allow-empty");
    return fork;
  }

  private static void amendments(StockHistory h, String a, String b, String c, String fork) {
    h.amend(a, "-m", "first, amended: [" + c.substring(0, 12) + "]");
    h.amend(b, "--author", "somebody <else>", "--date", "2024-02-28T09:08:07");
    // A tag on a descendant must be the younger one here: where it is not, stock Fossil's own rebuild keeps it or loses it by the
    // order in which it visits artifacts.
    h.amend(a, "--branchcolor", "#fedcba");
    h.amend(c, "--bgcolor", "#123456");
    h.amend(c, "--tag", "extra", "--cancel", "rel-1");
    h.tag("add", "--raw", "testing", a, "some value", "--propagate");
    h.tag("add", "--propagate", "inherited", b);
    h.tag("cancel", "inherited", c);
    h.tag("add", "--raw", "note", c, "a 'note' with <tags>");
    h.amend(fork, "--branch", "renamed-branch");
    h.amend("side", "--close");
    h.amend("secret", "--hide");
  }

  private static void deltas(StockHistory h) throws IOException {
    for (int i = 0; i < 40; i++) {
      h.write("many/file" + i + ".txt", "file " + i + "\n");
    }
    h.run("add", "many");
    h.commit("many files");
    for (int i = 0; i < 4; i++) {
      h.write("many/file" + i + ".txt", "changed " + i + "\n");
      h.commit("delta " + i, "--delta");
    }
    h.run("rm", "--hard", "many/file9.txt");
    h.commit("delta with deletion", "--delta");
    h.write("many/file9.txt", "back\n").write("many/file1.txt", "file 1\n").run("add", "many/file9.txt");
    h.commit("delta reverting to baseline", "--delta");
    h.run("mv", "--hard", "many/file20.txt", "many/moved.txt");
    h.commit("delta with rename", "--delta");
    h.commit("on a branch with deltas", "--branch", "delta-branch", "--allow-empty", "--delta");
    h.write("many/file3.txt", "on the branch\n");
    h.commit("delta on a branch", "--delta");
    h.run("update", "trunk");
    h.write("many/file5.txt", "baseline again\n");
    h.commit("baseline after deltas", "--baseline");
    h.run("merge", "delta-branch");
    h.commit("merge with deltas", "--delta");
  }

  private static String lines(String word, int count) {
    return (word + " and some more text on the line\n").repeat(count);
  }
}
