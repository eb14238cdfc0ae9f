package io.edgesync.repository.rebuild;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.HashPolicy;
import io.edgesync.xfer.testing.SeededRandom;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A manifest read through its delta neighbour is the same as one read as a whole; and what is refused as a whole is refused. */
class ReadingThroughNeighboursTest {

  private static final int CASES = 3_000;

  @Test
  void readsTheSameAsTheParserDoes() throws Exception {
    int[] seen = new int[2];
    SeededRandom.forAll(CASES, random -> {
      List<String> files = files(random);
      byte[] neighbour = manifest(random, files);
      edit(random, files);
      byte[] text = manifest(random, files);

      String through = read(text, neighbour);

      assertThat(through).as(() -> new String(neighbour, StandardCharsets.UTF_8) + "\n→\n"
          + new String(text, StandardCharsets.UTF_8)).isEqualTo(read(text, null));
      seen[through.equals("refused") ? 1 : 0]++;
    });
    if (seen[0] + seen[1] == CASES) {
      assertThat(Math.min(seen[0], seen[1])).as("accepted " + seen[0] + ", refused " + seen[1])
          .isGreaterThan(CASES / 10);
    }
  }

  private static String read(byte[] text, byte @Nullable [] neighbour) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE blob(rid INTEGER PRIMARY KEY, size, uuid)");
      statement.execute("CREATE TABLE shun(uuid)");
      statement.execute("INSERT INTO blob VALUES(1,1,'" + "a".repeat(40) + "'),(2,1,'" + "b".repeat(40) + "')");
      BlobIndex blobs = BlobIndex.read(connection);
      ArtifactSlots slots = new ArtifactSlots(connection, blobs, HashPolicy.SHA3);
      PathNames paths = new PathNames();
      Catalog catalog = new Catalog(2);
      StructureReader reader = new StructureReader(slots, paths, catalog);
      if (neighbour != null) {
        reader.read(0, content(neighbour), -1, null);
      }
      reader.read(1, content(text), 0, neighbour == null ? null : content(neighbour));
      Checkin checkin = catalog.checkin(1);
      return checkin == null ? "refused" : describe(checkin, slots, paths);
    }
  }

  private static Expansion content(byte[] text) {
    return new Expansion(text, text.length, ContentArrays.NEW);
  }

  private static String describe(Checkin checkin, ArtifactSlots slots, PathNames paths) {
    TreeMap<String, String> files = new TreeMap<>();
    checkin.own().forEach((path, value) -> files.put(paths.text(path),
        value == FileTree.DELETED ? "deleted" : slots.hex(FileTree.slot(value)) + FileTree.mperm(value)));
    List<String> renames = new ArrayList<>();
    for (int path : checkin.renames()) {
      renames.add(paths.text(path));
    }
    return files + " " + renames + " " + checkin.comment() + checkin.julianDay() + checkin.user() + checkin.isDelta();
  }

  private static List<String> files(SeededRandom random) {
    TreeMap<String, String> cards = new TreeMap<>();
    for (int i = random.between(1, 30); i > 0; i--) {
      String name = random.oneOf(List.of("a", "b", "src/", "src/x\\s", "z-")) + random.below(25);
      cards.put(name, card(random, name));
    }
    return new ArrayList<>(cards.values());
  }

  private static String card(SeededRandom random, String name) {
    String hash = random.hex(random.chance(0.5) ? 40 : 64);
    return "F " + name + " " + hash
        + (random.chance(0.2) ? random.oneOf(List.of(" x", " l", " w", " w old", " x a1")) : "");
  }

  private static void edit(SeededRandom random, List<String> files) {
    for (int i = random.below(5); i > 0 && !files.isEmpty(); i--) {
      int at = random.below(files.size());
      String name = (files.get(at) + " .").split(" ")[1];
      switch (random.below(8)) {
        case 0 -> files.remove(at);
        case 1, 2, 3 -> files.set(at, card(random, name));
        case 4, 5 -> files.add(at + 1, card(random, name + "." + random.below(9)));
        case 6 -> files.add(random.below(files.size()), files.remove(at)); // mostly out of order now
        default -> files.set(at,
            random.oneOf(List.of("F", "F ..", "F a  b", "F x 12", "f", "", "P", "F .fslckout " + "1".repeat(40),
                "F " + name)));
      }
    }
  }

  private static byte[] manifest(SeededRandom random, List<String> files) throws Exception {
    String baseline = random.chance(0.1) ? "B " + random.hex(40) + "\n" : "";
    String text = baseline + "C comment" + random.below(3) + "\nD 2024-01-0" + random.between(1, 9) + "T10:11:12.131\n"
        + String.join("\n", files) + (files.isEmpty() ? "" : "\n") + "P " + random.hex(40) + "\nU somebody\n";
    MessageDigest md5 = MessageDigest.getInstance("MD5");
    String digest = HexFormat.of().formatHex(md5.digest(text.getBytes(StandardCharsets.UTF_8)));
    return (text + "Z " + digest + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
