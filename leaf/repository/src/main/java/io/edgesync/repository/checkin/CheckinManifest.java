package io.edgesync.repository.checkin;

import io.edgesync.repository.structure.CardWriter;
import io.edgesync.repository.structure.FileList;
import io.edgesync.repository.structure.FilePermission;
import io.edgesync.repository.structure.JulianDay;
import io.edgesync.repository.structure.Manifest;
import io.edgesync.xfer.artifact.Hash;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Writes the text of a check-in (Fossil {@code src/checkin.c, create_manifest()}). */
final class CheckinManifest {

  /** What a file that moved has in place of a permission, so that its old name can follow. */
  private static final String NO_PERMISSION = "w";

  private final CheckinPlan plan;
  private final SortedMap<String, TreeFile> tree;
  private final @Nullable String repositoryChecksum;
  private int fileCards;

  CheckinManifest(CheckinPlan plan, SortedMap<String, TreeFile> tree, @Nullable String repositoryChecksum) {
    this.plan = plan;
    this.tree = tree;
    this.repositoryChecksum = repositoryChecksum;
  }

  /** The manifest that lists every file. */
  byte[] complete() {
    return text(null, null);
  }

  /** The manifest relative to {@code baseline}. */
  byte[] relative(Hash baselineHash, Manifest baseline) {
    return text(baselineHash, baseline.files());
  }

  /** The relative manifest where that is shorter in the long run, supposing that each one to come adds three cards. */
  byte[] shorter(Hash baselineHash, Manifest baseline) {
    byte[] complete = complete();
    int completeCards = fileCards;
    byte[] relative = relative(baselineHash, baseline);
    return (long) fileCards * fileCards < completeCards * 3L - 9 ? relative : complete;
  }

  private byte[] text(@Nullable Hash baselineHash, @Nullable FileList baseline) {
    CardWriter out = new CardWriter();
    fileCards = 0;
    if (baselineHash != null) {
      out.card('B', baselineHash.hex());
      fileCards++;
    }
    CheckinRequest.Wording wording = plan.request().wording();
    out.card('C', wording.comment().isEmpty() ? "(no comment)" : wording.comment());
    out.card('D', JulianDay.card(plan.date()));
    if (baseline == null) {
      tree.forEach((path, file) -> fileCard(out, path, file));
    } else {
      differences(out, baseline);
    }
    String mimetype = wording.mimetype();
    out.optional('N', mimetype == null || mimetype.isEmpty() ? null : mimetype);
    if (!plan.parents().isEmpty()) {
      out.card('P', plan.parents().toArray(String[]::new));
    }
    plan.picks().forEach(pick -> out.card('Q', pick));
    return out.optional('R', repositoryChecksum).tags(plan.tags()).card('U', wording.user()).finish();
  }

  private void differences(CardWriter out, FileList baseline) {
    int at = 0;
    for (Map.Entry<String, TreeFile> file : tree.entrySet()) {
      while (at < baseline.size() && FilePaths.ORDER.compare(baseline.name(at), file.getKey()) < 0) {
        deletionCard(out, baseline.name(at++));
      }
      boolean same = at < baseline.size() && baseline.name(at).equals(file.getKey());
      if (!same || differs(file.getValue(), baseline, at)) {
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

  /**
   * Stock looks at the content alone here, so that it loses a permission that is all that changed: its check-out shows the file as changed
   * for ever after. We keep it; stock reads it as meant.
   */
  private static boolean differs(TreeFile file, FileList baseline, int at) {
    return !file.content().equals(baseline.hash(at)) || file.permission() != baseline.permission(at);
  }

  private void fileCard(CardWriter out, String path, TreeFile file) {
    fileCards++;
    String content = file.content().hex();
    String permission = file.permission().letter();
    String oldPath = file.oldPath();
    if (oldPath != null) {
      out.card('F', path, content, permission.isEmpty() ? NO_PERMISSION : permission, oldPath);
    } else if (file.permission() != FilePermission.REGULAR) {
      out.card('F', path, content, permission);
    } else {
      out.card('F', path, content);
    }
  }

  private void deletionCard(CardWriter out, String path) {
    fileCards++;
    out.card('F', path);
  }
}
