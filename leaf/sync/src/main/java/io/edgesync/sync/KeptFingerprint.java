package io.edgesync.sync;

import io.edgesync.repository.Changes;
import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.xfer.artifact.Hash;
import java.util.ArrayList;
import java.util.List;

/**
 * The fingerprint of a repository's public artifacts, kept beside it: made by one scan of the names, then led by what comes, whoever
 * stores it. Where artifacts may have gone, and not only come, the scan is repeated. One thread at a time, but for
 * {@link #fingerprint}.
 */
public final class KeptFingerprint {

  private final Changes changes;
  private final ArtifactStore artifacts;
  private Changes.Mark mark;
  /** Replaced by whoever scans, read by everybody. */
  private volatile Fingerprint fingerprint = new Fingerprint();
  private boolean isWhole;

  /** Scans the names. */
  public KeptFingerprint(Changes changes, ArtifactStore artifacts) {
    this.changes = changes;
    this.artifacts = artifacts;
    this.mark = changes.mark();
    scan();
  }

  /** As it is since the last look; another object after a scan. */
  public Fingerprint fingerprint() {
    return fingerprint;
  }

  /**
   * Takes in what came since the last look and names it, oldest first. It may not be all that happened: the fingerprint is true again
   * only after {@link #settle}.
   */
  public List<Hash> look() {
    Changes.News news = changes.newPublicArtifactsSince(mark);
    mark = news.mark();
    isWhole &= news.isWhole();
    news.available().forEach(fingerprint::add);
    return news.available();
  }

  /** Repeats the scan where a look saw that artifacts may have gone; names what came meanwhile. */
  public List<Hash> settle() {
    return isWhole ? List.of() : scan();
  }

  /** Makes the fingerprint anew, and again where something comes meanwhile, which it names. */
  public List<Hash> scan() {
    List<Hash> came = new ArrayList<>();
    while (true) {
      Fingerprint fresh = Fingerprint.remembering();
      artifacts.forEachName(fresh::add);
      Changes.News during = changes.newPublicArtifactsSince(mark);
      mark = during.mark();
      came.addAll(during.available());
      if (during.available().isEmpty() && during.isWhole()) {
        fingerprint = fresh;
        isWhole = true;
        return came;
      }
    }
  }
}
