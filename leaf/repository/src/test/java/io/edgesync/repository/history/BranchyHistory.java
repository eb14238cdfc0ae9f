package io.edgesync.repository.history;

import java.io.IOException;
import java.nio.file.Path;

/** A small history with a public branch, a private branch, tags and amendments: for what is taken out of a repository again. */
public final class BranchyHistory {

  private BranchyHistory() {}

  public static StockHistory in(Path directory) throws IOException {
    StockHistory h = StockHistory.in(directory);
    String first = h.add("a.txt", text("a", 60)).add("b.txt", text("b", 60)).commit("first");
    h.write("a.txt", text("a", 61));
    String second = h.commit("second");
    h.write("a.txt", text("a", 62)).add("side.txt", text("side", 30));
    h.commit("on the side", "--branch", "side");
    h.write("side.txt", text("side", 31));
    String tip = h.commit("more on the side");
    h.amend(tip, "-m", "more on the side, amended");
    h.tag("add", "--raw", "testing", tip, "some value");
    h.run("update", second);
    h.write("b.txt", text("b", 61));
    h.commit("trunk goes on");
    h.write("a.txt", text("a", 70)).add("secret.txt", text("secret", 40));
    h.commit("secret", "--private", "--branch", "hidden");
    h.write("secret.txt", text("secret", 41));
    h.commit("more secret");
    h.run("update", "trunk");
    h.write("a.txt", text("a", 71));
    h.commit("trunk goes on again");
    h.amend(first, "-m", "first, amended");
    return h;
  }

  private static String text(String word, int lines) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines; i++) {
      text.append(word).append(" line ").append(i * 31 % 97).append('\n');
    }
    return text.toString();
  }
}
