package io.edgesync.repository.history;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * What the stock program keeps although it would not write it today, or seldom: names of both algorithms, bytes that are no text,
 * signed check-ins, missing baselines, parents and files, private and shunned content.
 */
public final class OddHistory {

  private OddHistory() {}

  public static StockHistory in(Path directory) throws IOException {
    StockHistory h = StockHistory.in(directory, "--sha1");
    String sha1 = h.add("old.txt", "named by SHA1\n".repeat(20)).add("caf\u00e9 \u65e5\u672c.txt", "not ASCII")
        .commit("h\u00e9llo, \u4e16\u754c: \ud83d\ude00");
    h.run("hash-policy", "sha3");
    String sha3 = h.write("old.txt", "named by SHA1\n".repeat(20) + "no more\n").add("x y/z.txt", "z")
        .commit("named by SHA3");
    bytes(h, sha1, sha3);
    signed(h, sha3);
    missing(h, sha3);
    notQuite(h, sha3);
    strangeParents(h, sha3);
    privates(h);
    shunned(h);
    shunnedOrigin(h);
    h.rebuild();
    return h;
  }

  private static void bytes(StockHistory h, String sha1, String sha3) throws IOException {
    String file = h.fileHash(sha3, "old.txt");
    String first = h.putCards("C a\u00fe\\sb\u00fec\u00ff[" + sha1.substring(0, 8) + "]\nD " + h.nextDate()
        + "\nF caf\u00c3\u00a9\\sx.txt " + file + " x\nF \u00e9.txt " + file + "\nP " + sha3 + "\nU j\u00f6rg\n");
    h.putCards("C second\u00ff\nD " + h.nextDate() + "\nF \u00e8.txt " + file + " w \u00e9.txt\nP " + first
        + "\nT +sym-\u00fd * \u00fc\nU \u00f6\n");
  }

  private static void signed(StockHistory h, String parent) throws IOException {
    String file = h.fileHash(parent, "old.txt");
    String signed = h.putSigned("C signed\nD " + h.nextDate() + "\nF old.txt " + file + " l\nP " + parent + "\nU t\n");
    h.putCards("C on\\sthe\\ssigned\\sone\nD " + h.nextDate() + "\nF old.txt " + file + "\nP " + signed + "\nU t\n");
    h.putSigned("D " + h.nextDate() + "\nT +sym-signed " + signed + "\nU t\n");
  }

  /** References to what is not here: a parent, a merge parent, files, a baseline, a picked check-in, members of a cluster. */
  private static void missing(StockHistory h, String here) throws IOException {
    String file = h.fileHash(here, "old.txt");
    String gone = "0123456789abcdef".repeat(4);
    h.putCards("C no\\sparent\nD " + h.nextDate() + "\nF a " + file + "\nP " + gone + "\nU t\n");
    String noFile = h
        .putCards("C no\\sfile\nD " + h.nextDate() + "\nF a " + "1".repeat(40) + "\nF b " + file + "\nP " + here
            + "\nU t\n");
    h.putCards("C a\\schild\nD " + h.nextDate() + "\nF a " + "2".repeat(64) + "\nP " + noFile + " " + "3".repeat(64)
        + "\nU t\n");
    h.putCards(
        "B " + "4".repeat(64) + "\nC no\\sbaseline\nD " + h.nextDate() + "\nF a " + file + "\nP " + here + "\nU t\n");
    h.putCards(
        "B " + file + "\nC no\\sbaseline\\seither\nD " + h.nextDate() + "\nF a " + file + "\nP " + here + "\nU t\n");
    h.putCards(
        "C picks\nD " + h.nextDate() + "\nF a " + file + "\nP " + here + "\nQ +" + "5".repeat(64) + "\nQ -" + here
            + "\nU t\n");
    h.putCards("M " + "6".repeat(40) + "\nM " + here + "\n");
  }

  /** Check-ins whose parents are tags, wiki pages and files: all but the last count as check-ins without files. */
  private static void strangeParents(StockHistory h, String here) throws IOException {
    String file = h.fileHash(here, "old.txt");
    String control = h.putCards("D " + h.nextDate() + "\nT +sym-strange " + here + "\nU t\n");
    String page = h.putCards("D " + h.nextDate() + "\nL Strange\nU t\nW 4\npage\n");
    h.putCards(
        "C of\\sa\\stag\nD " + h.nextDate() + "\nF of-tag.txt " + file + "\nP " + control + " " + here + "\nU t\n");
    h.putCards("C of\\sa\\spage\nD " + h.nextDate() + "\nF of-page.txt " + file + "\nP " + page + "\nU t\n");
    h.putCards("C merges\\sa\\spage\nD " + h.nextDate() + "\nF merged.txt " + file + "\nP " + here + " " + page
        + "\nQ +" + control + "\nU t\n");
    h.putCards("C of\\sa\\sfile\nD " + h.nextDate() + "\nF of-file.txt " + file + "\nP " + file + "\nU t\n");
  }

  /** What looks like a structural artifact and is none, or another one than it looks like. */
  private static void notQuite(StockHistory h, String here) throws IOException {
    h.putCards("C wrong order\nD " + h.nextDate() + "\nU t\n");
    h.put(("D 2024-01-01T00:00:00\nT +sym-x " + here + "\nU t\nZ " + "0".repeat(32) + "\n").getBytes(
        StandardCharsets.ISO_8859_1));
    h.putCards("C a\\scheck-in\\swithout\\sfiles\nD " + h.nextDate() + "\nP " + here + "\nU t\n");
    h.putCards("D 2024-03-01T09:00\nP\nU\n");
    h.putCards("C a\\scontrol\\swith\\sa\\scomment\nD " + h.nextDate() + "\nT +sym-y " + here + "\nU t\n");
    h.put(new byte[0]);
    h.put(new byte[]{0, 1, 2, 3});
  }

  private static void privates(StockHistory h) throws IOException {
    h.add("secret.txt", "secret\n".repeat(20));
    h.commit("private", "--private", "--branch", "hush");
    h.write("secret.txt", "secret\n".repeat(20) + "more\n");
    h.commit("private again");
    h.amend("hush", "-m", "private, amended: [abcdef]");
    h.run("update", "trunk");
    h.add("public.txt", "secret\n".repeat(20));
    h.commit("uses a private file in public");
    h.run("merge", "hush");
    h.commit("merges what is private", "--allow-conflict");
  }

  private static void shunned(StockHistory h) throws IOException {
    h.add("shameful.txt", "shameful\n".repeat(20));
    String shown = h.commit("adds what is shunned");
    h.write("shameful.txt", "shameful\n".repeat(20) + "and more\n");
    String last = h.commit("changes what is shunned");
    String file = h.fileHash(shown, "shameful.txt");
    h.run("rm", "--hard", "shameful.txt");
    h.commit("removes what is shunned");
    h.amend(last, "-m", "will be shunned itself");
    h.sql("INSERT INTO shun(uuid, mtime, scom) VALUES('" + file + "', 1, 'why'), ('" + last + "', 1, NULL)");
  }

  /** A file whose addition is shunned and which a merge leaves out: only a change that Fossil drops for want of another tells its name. */
  private static void shunnedOrigin(StockHistory h) throws IOException {
    String trunk = h.write("old.txt", "before the branch").commit("before the branch");
    h.write("for-branch.txt", "for the branch").run("add", "for-branch.txt");
    String origin = h.commit("adds a file for the branch alone", "--branch", "own-file");
    h.write("old.txt", "changed on the branch").commit("the branch goes on");
    h.run("update", trunk);
    h.write("other.txt", "of the trunk").run("add", "other.txt");
    h.commit("the trunk goes on");
    h.run("merge", "own-file");
    h.run("rm", "--hard", "for-branch.txt");
    h.commit("merges without the file");
    h.sql("INSERT INTO shun(uuid, mtime, scom) VALUES('" + origin + "', 1, NULL)");
  }
}
