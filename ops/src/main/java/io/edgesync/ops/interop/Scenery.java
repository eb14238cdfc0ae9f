package io.edgesync.ops.interop;

import io.edgesync.cli.process.Programs;
import io.edgesync.cli.process.StockFossil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Two repositories of one project, made by the stock program: each has check-ins, a private branch, a wiki page, a ticket, unversioned files and
 * configuration that the other lacks, or has in another version.
 *
 * @param open   the file that a server shows
 * @param closed the same, where nobody may do nothing
 * @param client the file that a client works on
 */
record Scenery(Path open, Path closed, Path client) {

  static final String ADMIN = Programs.LOGIN;
  /** Times of configuration, in seconds since 1970: between them lies all that happens while this runs. */
  static final long EARLY = 1_700_000_000;
  static final long LATE = 4_000_000_000L;
  private static final List<String> DATES = List.of("2024-01-01", "2024-01-02", "2024-01-03");

  static Scenery make(Programs surroundings, Path fossil, Path directory, Names names)
      throws IOException, InterruptedException {
    Files.createDirectories(directory);
    Painter painter = new Painter(surroundings, fossil, directory);
    Path server = directory.resolve("server.fossil");
    Path client = directory.resolve("client.fossil");
    painter.beginning(server, names);
    painter.in(directory).run("clone", "--admin-user", ADMIN, server.toString(), client.toString());
    for (Path file : List.of(server, client)) {
      String whose = file.equals(server) ? "server" : "client";
      painter.in(directory).run("hash-policy", names == Names.SHA1 ? "sha1" : "sha3", "-R", file.toString());
      painter.history(file, whose);
      painter.unversioned(file, whose);
      painter.configuration(file, whose);
    }
    painter.in(directory).run("user", "capabilities", ADMIN, "sxy", "-R", server.toString());
    painter.in(directory).run("user", "capabilities", "nobody", "go", "-R", server.toString());
    Path closed = Files.copy(server, directory.resolve("closed.fossil"));
    painter.in(directory).run("user", "capabilities", "nobody", "", "-R", closed.toString());
    return new Scenery(server, closed, client);
  }

  Path server(Login login) {
    return login == Login.NONE_WHERE_CLOSED ? closed : open;
  }

  /** Works on the files with the stock program, in working trees beside them. */
  private record Painter(Programs surroundings, Path fossil, Path directory) {

    StockFossil in(Path where) {
      return new StockFossil(new Programs(surroundings.terminal(), where), fossil);
    }

    private Path tree(Path file) throws IOException {
      return Files.createDirectories(directory.resolve(file.getFileName() + ".tree"));
    }

    private void commit(Path tree, String comment, String... more) throws IOException, InterruptedException {
      List<String> words = new ArrayList<>(List.of("commit", "--no-warnings", "-m", comment));
      words.addAll(List.of(more));
      in(tree).run(words.toArray(String[]::new));
    }

    private static void change(Path tree, String line) throws IOException {
      Path file = tree.resolve("changing.txt");
      String before = Files.exists(file) ? Files.readString(file) : "a line that stays\n".repeat(200);
      Files.writeString(file, before + line + "\n");
    }

    void beginning(Path file, Names names) throws IOException, InterruptedException {
      List<String> words = new ArrayList<>(List.of("init", "-A", ADMIN, file.toString()));
      if (names != Names.SHA3) {
        words.add("--sha1");
      }
      in(directory).run(words.toArray(String[]::new));
      in(directory).run("user", "password", ADMIN, String.valueOf(Login.RIGHT.password()), "-R", file.toString());
      Path tree = tree(file);
      StockFossil there = in(tree);
      there.run("open", "--force", "--nosync", file.toString());
      there.run("settings", "autosync", "off");
      change(tree, "one");
      there.run("add", "changing.txt");
      commit(tree, "one");
      if (names == Names.MIXED) {
        there.run("hash-policy", "sha3");
      }
      change(tree, "two");
      commit(tree, "two");
    }

    /** A public check-in, a private branch, a public check-in after it, a wiki page, a ticket. */
    void history(Path file, String whose) throws IOException, InterruptedException {
      Path tree = tree(file);
      StockFossil there = in(tree);
      if (whose.equals("client")) {
        there.run("open", "--force", "--nosync", file.toString());
        there.run("settings", "autosync", "off");
      }
      change(tree, "of the " + whose);
      Files.writeString(tree.resolve(whose + ".txt"), ("only at the " + whose + "\n").repeat(100));
      there.run("add", whose + ".txt");
      commit(tree, "at the " + whose, "--branch", "at-the-" + whose);
      change(tree, "secret of the " + whose);
      commit(tree, "secret", "--private", "--branch", "secret-of-the-" + whose);
      change(tree, "another secret of the " + whose);
      commit(tree, "more secret");
      there.run("update", "at-the-" + whose);
      change(tree, "once more");
      commit(tree, "once more at the " + whose);
      there.run("tag", "add", "seen-by-the-" + whose, "trunk");
      there.run("wiki", "create", "Page of the " + whose, tree.resolve(whose + ".txt").toString());
      there.run("ticket", "add", "title", "a ticket of the " + whose, "status", "Open");
    }

    /** Every way in which two catalogues can differ. */
    void unversioned(Path file, String whose) throws IOException, InterruptedException {
      boolean isServer = whose.equals("server");
      unversioned(file, "same.txt", "same", 0);
      unversioned(file, "only-" + whose + ".txt", "x".repeat(3000), 1);
      unversioned(file, "newer-there.txt", isServer ? "new" : "old", isServer ? 2 : 1);
      unversioned(file, "newer-here.txt", isServer ? "old" : "new", isServer ? 1 : 2);
      unversioned(file, "later-there.txt", "of one content", isServer ? 2 : 1);
      unversioned(file, "later-here.txt", "of one content", isServer ? 1 : 2);
      unversioned(file, "same-second.txt", isServer ? "one" : "other", 1);
      unversioned(file, "removed-there.txt", "gone", 0);
      unversioned(file, "removed-here.txt", "gone", 0);
      unversioned(file, "removed-there-too-early.txt", isServer ? "x" : "kept", isServer ? 0 : 2);
      unversioned(file, "unknown-and-removed-at-the-" + whose + ".txt", "x", 0);
      unversioned(file, "empty.txt", isServer ? "" : "not empty", isServer ? 2 : 1);
      in(directory).run("uv", "rm", isServer ? "removed-there.txt" : "removed-here.txt",
          isServer ? "removed-there-too-early.txt" : "nothing", "unknown-and-removed-at-the-" + whose + ".txt",
          "--mtime", DATES.get(1), "-R", file.toString());
    }

    private void unversioned(Path file, String name, String content, int date)
        throws IOException, InterruptedException {
      Path onDisk = Files.writeString(directory.resolve("content"), content);
      in(directory).run("uv", "add", onDisk.toString(), "--as", name, "--mtime", DATES.get(date), "-R",
          file.toString());
    }

    /** Something in every area: newer here, newer there, without a time, with odd values. */
    void configuration(Path file, String whose) throws InterruptedException {
      boolean isServer = whose.equals("server");
      long newer = isServer ? LATE : EARLY;
      long older = isServer ? EARLY : LATE;
      String digit = isServer ? "1" : "2";
      String sql = """
          UPDATE user SET mtime=%2$d, jx='{"a":1}' WHERE login='%5$s';
          UPDATE user SET mtime=%3$d WHERE login='nobody';
          INSERT INTO user(login, pw, cap, info, mtime) VALUES('of-%1$s', 'it''s', 'o', 'Of%1$s
          of two lines', 8);
          INSERT INTO shun VALUES('%4$s', 6, NULL);
          INSERT INTO concealed VALUES('%4$s', 7, 'a@%1$s');
          INSERT INTO reportfmt(owner, title, mtime, cols, sqlcode) VALUES('bob', 'Of %1$s', 1700000006, NULL, 'SELECT 1');
          REPLACE INTO config VALUES('header', 'of %1$s', %2$d), ('footer', 'of %1$s', %3$d),
            ('interwiki:%1$s', 'x', 5), ('walias:/%1$s', '/new', 5), ('timeline-utc', '1', NULL),
            ('project-name', 'it''s of %1$s', %2$d), ('logo-image', x'89504e47', 9), ('logo-mimetype', 'image/png', 9),
            ('js', CAST(x'e9e828' AS TEXT), %3$d), ('user-color-map', 'bob #eee', 15), ('ticket-common', 'x', 17);
          CREATE TABLE subscriber(
            subscriberId INTEGER PRIMARY KEY, subscriberCode BLOB DEFAULT (randomblob(32)) UNIQUE,
            semail TEXT UNIQUE COLLATE nocase, suname TEXT, sverified BOOLEAN DEFAULT true, sdonotcall BOOLEAN,
            sdigest BOOLEAN, ssub TEXT, sctime INTDATE, mtime INTDATE, smip TEXT, lastContact INT);
          INSERT INTO subscriber(semail, suname, sverified, sdonotcall, sdigest, ssub, sctime, mtime, smip)
            VALUES('a@%1$s.example.org', 'bob', 1, 0, 1, 'ac', 1600000000, 1700000018, '10.0.0.1'),
                  ('unverified@%1$s.example.org', NULL, 0, 0, 0, 'a', 1600000000, 1700000018, '10.0.0.2');
          """
          .formatted(whose, newer, older, digit.repeat(40), ADMIN);
      in(directory).run("sql", "-R", file.toString(), sql);
    }
  }
}
