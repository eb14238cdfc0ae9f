package io.edgesync.repository.history;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Tags of which it depends on the order of a rebuild who has them: set on a check-in first and on its ancestor later, so that the younger
 * one would be inherited; taken back in between; set twice at one time; set by a check-in on what it merges.
 */
public final class ContestHistory {

  private ContestHistory() {}

  public static StockHistory in(Path directory) throws IOException {
    StockHistory h = StockHistory.in(directory);
    List<String> trunk = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      h.write("f.txt", "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight " + i + "\n");
      h.run("add", "f.txt", "--force");
      trunk.add(h.commit("number " + i));
    }
    h.run("update", trunk.get(3));
    List<String> side = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      h.write("g.txt", "side " + i).run("add", "g.txt", "--force");
      side.add(i == 0 ? h.commit("aside", "--branch", "side") : h.commit("goes on"));
    }
    upwards(h, trunk, side);
    takenBack(h, trunk, side);
    amendedTwice(h, trunk, side);
    merged(h, trunk, side);
    atOneTime(h, trunk);
    for (int i = 0; i < 3; i++) {
      h.write("f.txt", "two\nthree\nfour\nfive\nsix\nseven\neight, later " + i + "\n");
      h.commit("later " + i);
    }
    h.rebuild();
    return h;
  }

  /** Colours, branches, closed and other tags: the descendant first, then the ancestors. */
  private static void upwards(StockHistory h, List<String> trunk, List<String> side) {
    h.amend(trunk.get(6), "--branchcolor", "#666666");
    h.amend(trunk.get(4), "--branchcolor", "#444444");
    h.amend(side.get(2), "--bgcolor", "#222222");
    h.amend(trunk.get(2), "--branchcolor", "#222222");
    h.amend(trunk.get(5), "--branchcolor", "#555555");
    h.amend(side.get(3), "--branch", "far");
    h.amend(side.get(1), "--branch", "near");
    h.amend(side.get(2), "--branch", "between");
    h.amend(trunk.get(7), "--branch", "tip");
    h.amend(trunk.get(3), "--branch", "below");
    h.amend(side.get(3), "--close");
    h.tag("add", "--raw", "--propagate", "closed", side.get(1), "all");
    h.tag("add", "--propagate", "t", trunk.get(6), "six");
    h.tag("add", "--propagate", "t", side.get(2), "two");
    h.tag("add", "t", trunk.get(4), "four alone");
    h.tag("add", "--propagate", "t", trunk.get(1), "one");
    h.tag("add", "--propagate", "t", trunk.get(0), "zero");
    h.tag("add", "--propagate", "t", trunk.get(4), "four");
  }

  /** What ended, and what ended and came back. */
  private static void takenBack(StockHistory h, List<String> trunk, List<String> side) {
    h.tag("add", "--propagate", "u", trunk.get(1), "one");
    h.tag("add", "--propagate", "u", trunk.get(5), "five");
    h.tag("cancel", "u", trunk.get(1));
    h.tag("add", "--propagate", "u", trunk.get(0), "zero");
    h.tag("cancel", "u", trunk.get(6));
    h.tag("cancel", "u", trunk.get(5));
    h.tag("add", "--propagate", "v", trunk.get(2), "two");
    h.tag("add", "--propagate", "v", side.get(1), "side");
    h.tag("cancel", "v", trunk.get(2));
    h.tag("cancel", "--raw", "bgcolor", trunk.get(5));
    h.tag("cancel", "--raw", "bgcolor", trunk.get(3));
    h.tag("cancel", "--raw", "closed", side.get(2));
    h.tag("cancel", "--raw", "closed", side.get(0));
  }

  private static void amendedTwice(StockHistory h, List<String> trunk, List<String> side) {
    for (String checkin : List.of(side.get(2), trunk.get(6), trunk.get(3))) {
      h.amend(checkin, "-m", "first of " + checkin.substring(0, 8) + " [" + trunk.get(0).substring(0, 10) + "]");
      h.amend(checkin, "--author", "first");
    }
    for (String checkin : List.of(trunk.get(3), side.get(2))) {
      h.amend(checkin, "-m", "second of [" + checkin.substring(0, 12) + "]");
      h.amend(checkin, "--author", "second");
    }
    h.tag("add", "--raw", "--propagate", "comment", trunk.get(4),
        "for all below [" + trunk.get(1).substring(0, 9) + "]");
    h.tag("add", "--raw", "--propagate", "user", trunk.get(2), "everybody");
  }

  /** A merge that closes what it merges, below a tag that closes everything. */
  private static void merged(StockHistory h, List<String> trunk, List<String> side) throws IOException {
    h.run("update", trunk.get(7));
    h.write("h.txt", "h").run("add", "h.txt");
    String open = h.commit("to be merged", "--branch", "merged");
    h.run("update", trunk.get(7));
    h.run("merge", "--integrate", open);
    h.commit("merges");
    h.tag("add", "--raw", "--propagate", "closed", trunk.get(5));
    h.tag("cancel", "--raw", "closed", trunk.get(6));
  }

  private static void atOneTime(StockHistory h, List<String> trunk) throws IOException {
    String date = h.nextDate();
    h.putCards("D " + date + "\nT *w " + trunk.get(2) + " two\nU t\n");
    h.putCards("D " + date + "\nT *w " + trunk.get(4) + " four\nU t\n");
    h.putCards("D " + date + "\nT *w " + trunk.get(4) + " four\\sagain\nU t\n");
    h.putCards("D " + date + "\nT +w " + trunk.get(6) + " six\nU t\n");
  }
}
