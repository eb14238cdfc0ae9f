package io.edgesync.repository.checkin;

import io.edgesync.repository.structure.FileList;
import io.edgesync.repository.structure.FilePermission;
import io.edgesync.repository.structure.JulianDay;
import io.edgesync.repository.structure.Manifest;
import io.edgesync.repository.structure.TextBytes;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.card.FossilText;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Writes the text of a check-in (Fossil {@code src/checkin.c, create_manifest()}). */
final class CheckinManifest {

  private final CheckinRequest request;
  private final Parent parent;
  private final Instant date;
  private final SortedMap<String, TreeFile> tree;
  private final @Nullable String repositoryChecksum;
  private final @Nullable String newBranch;
  private int fileCards;

  /**
   * @param newBranch the branch that this check-in begins, {@code null} if it stays on its parent's
   */
  CheckinManifest(
      CheckinRequest request,
      Parent parent,
      Instant date,
      SortedMap<String, TreeFile> tree,
      @Nullable String repositoryChecksum,
      @Nullable String newBranch) {
    this.request = request;
    this.parent = parent;
    this.date = date;
    this.tree = tree;
    this.repositoryChecksum = repositoryChecksum;
    this.newBranch = newBranch;
  }

  /** The bytes of the manifest: complete, or relative to {@code baseline} where that is given and shorter in the long run. */
  byte[] bytes(@Nullable Hash baselineHash, @Nullable Manifest baseline) {
    String whole = text(null, null);
    int wholeCards = fileCards;
    if (baseline == null || baselineHash == null || changesOnlyPermissions(baseline.files())) {
      return TextBytes.encode(whole);
    }
    String delta = text(baselineHash, baseline.files());
    boolean deltaIsShorter = (long) fileCards * fileCards < wholeCards * 3L - 9;
    return TextBytes.encode(deltaIsShorter ? delta : whole);
  }

  /** Stock's delta manifests leave out a file whose permission alone differs from the baseline, and so lose the change. */
  private boolean changesOnlyPermissions(FileList baseline) {
    for (Map.Entry<String, TreeFile> file : tree.entrySet()) {
      int at = baseline.find(file.getKey());
      if (at >= 0
          && file.getValue().content().equals(baseline.hash(at))
          && file.getValue().permission() != baseline.permission(at)) {
        return true;
      }
    }
    return false;
  }

  private String text(@Nullable Hash baselineHash, @Nullable FileList baseline) {
    StringBuilder out = new StringBuilder(tree.size() * 96 + 1024);
    fileCards = 0;
    if (baselineHash != null) {
      out.append("B ").append(baselineHash).append('\n');
      fileCards++;
    }
    String comment = request.comment().isEmpty() ? "(no comment)" : request.comment();
    out.append("C ").append(FossilText.escape(comment)).append('\n');
    out.append("D ").append(JulianDay.card(date)).append('\n');
    if (baseline == null) {
      tree.forEach((path, file) -> fileCard(out, path, file));
    } else {
      differences(out, baseline);
    }
    if (parent.hash() != null) {
      out.append("P ").append(parent.hash()).append('\n');
    }
    if (repositoryChecksum != null) {
      out.append("R ").append(repositoryChecksum).append('\n');
    }
    tags(out);
    out.append("U ").append(FossilText.escape(request.user())).append('\n');
    String body = out.toString();
    return body + "Z " + md5(body) + "\n";
  }

  private void differences(StringBuilder out, FileList baseline) {
    int at = 0;
    for (Map.Entry<String, TreeFile> file : tree.entrySet()) {
      while (at < baseline.size() && FilePaths.ORDER.compare(baseline.name(at), file.getKey()) < 0) {
        deletionCard(out, baseline.name(at++));
      }
      boolean same = at < baseline.size() && baseline.name(at).equals(file.getKey());
      if (!same || !file.getValue().content().equals(baseline.hash(at))) {
        fileCard(out, file.getKey(), file.getValue());
      }
      if (same) {
        at++;
      }
    }
    while (at < baseline.size()) {
      deletionCard(out, baseline.name(at++));
    }
  }

  private void fileCard(StringBuilder out, String path, TreeFile file) {
    fileCards++;
    out.append("F ").append(FossilText.escape(path)).append(' ').append(file.content());
    if (file.permission() != FilePermission.REGULAR) {
      out.append(' ').append(file.permission().letter());
    }
    out.append('\n');
  }

  private void deletionCard(StringBuilder out, String path) {
    fileCards++;
    out.append("F ").append(FossilText.escape(path)).append('\n');
  }

  private void tags(StringBuilder out) {
    if (newBranch != null) {
      String escaped = FossilText.escape(newBranch);
      out.append("T *branch * ").append(escaped).append('\n');
      out.append("T *sym-").append(escaped).append(" *\n");
    }
    request.tags().stream()
        .map(FossilText::escape)
        .distinct()
        .sorted(FilePaths.ORDER)
        .forEach(tag -> out.append("T +sym-").append(tag).append(" *\n"));
    if (newBranch != null) {
      for (String inherited : parent.symbolicTags()) {
        if (!inherited.equals("sym-" + newBranch)) {
          out.append("T -").append(FossilText.escape(inherited)).append(" *\n");
        }
      }
    }
  }

  private static String md5(String text) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(TextBytes.encode(text)));
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }
}
