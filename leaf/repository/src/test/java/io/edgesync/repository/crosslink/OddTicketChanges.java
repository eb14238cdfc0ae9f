package io.edgesync.repository.crosslink;

import io.edgesync.repository.history.TicketHistory;
import io.edgesync.xfer.artifact.ArtifactHasher;
import io.edgesync.xfer.artifact.HashAlgorithm;
import io.edgesync.xfer.artifact.JdkArtifactHasher;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Artifacts that no command of the stock program writes and that it takes all the same. Latin-1, so that any byte can be written. */
final class OddTicketChanges {

  private static final String A = TicketHistory.TICKETS.get(0);
  private static final String B = TicketHistory.TICKETS.get(1);
  private static final String STRANGER = "ABCDEF0123".repeat(4);

  private OddTicketChanges() {}

  static List<FedRepository.Fed> all() {
    List<FedRepository.Fed> all = new ArrayList<>();
    FedRepository.Fed tagged = change("2024-03-02T00:00:01", A, "J status Tagged");
    FedRepository.Fed cancelled = change("2024-03-02T00:00:02", A, "J comment cancelled\\s[abcd1234]");
    FedRepository.Fed twin = change("2024-03-02T00:00:03", B, "J title twin\\sone");
    FedRepository.Fed otherTwin = change("2024-03-02T00:00:03", B, "J title twin\\stwo");
    all.addAll(List.of(tagged, cancelled, twin, otherTwin));
    all.add(change("2024-03-02T00:00:04", A, "J +comment x\\0hidden", "J nobody\\sknows what", "J unknown field"));
    all.add(change("2024-03-02T00:00:05", A, "J +title \\s+", "J title anew"));
    all.add(change("2024-03-02T00:00:06", B, "J comment caf\u00e9\\sis\\sno\\sUTF-8", "J status \u00ff<>"));
    all.add(change("2024-03-02T00:00:07.125", STRANGER, "J tkt_id 77", "J type"));
    all.add(fed("D 2024-03-02T00:00:08", "J subject nobody\\sby\\sname", "K " + A, "U"));
    all.add(fed("D 2024-03-03T00:00:00", "T +bgcolor " + tagged.name() + " #ff0000",
        "T +comment " + tagged.name() + " amended\\s[fedc9876]", "T +date " + tagged.name() + " 2020-01-01",
        "T +user " + tagged.name() + " else", "U tester"));
    all.add(fed("D 2024-03-03T00:00:01", "T -tkt-" + A + " " + cancelled.name(), "U tester"));
    all.add(fed("D 2024-03-03T00:00:02", "T +note " + otherTwin.name() + " n", "T +note " + twin.name() + " n",
        "U tester"));
    all.add(fed("D 2024-03-03T00:00:03", "T +tkt-" + B + " " + tagged.name(), "U tester"));
    FedRepository.Fed file = named("attached content".getBytes(StandardCharsets.ISO_8859_1));
    all.add(file);
    all.add(fed("A pic<1>.txt " + A + " " + file.name(), "D 2024-03-02T10:00:00", "U tester"));
    all.add(fed("A pic<1>.txt " + A, "D 2024-03-02T11:00:00", "U tester"));
    all.add(fed("A x.txt " + STRANGER + " " + file.name(), "D 2024-03-02T12:00:00", "U tester"));
    return all;
  }

  private static FedRepository.Fed change(String date, String ticket, String... fields) {
    List<String> lines = new ArrayList<>();
    lines.add("D " + date);
    lines.addAll(List.of(fields));
    lines.add("K " + ticket);
    lines.add("U some\\sbody");
    return fed(lines.toArray(String[]::new));
  }

  private static FedRepository.Fed fed(String... lines) {
    String text = String.join("\n", lines) + "\n";
    return named((text + "Z " + md5(text) + "\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  private static FedRepository.Fed named(byte[] content) {
    try (ArtifactHasher hasher = new JdkArtifactHasher()) {
      return new FedRepository.Fed(hasher.hash(HashAlgorithm.SHA1, content), content, false);
    }
  }

  private static String md5(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.ISO_8859_1)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
