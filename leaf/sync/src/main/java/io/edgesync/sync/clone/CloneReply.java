package io.edgesync.sync.clone;

import io.edgesync.repository.artifact.ArtifactStore.StoredArtifact;
import io.edgesync.repository.clone.CloneFile;
import io.edgesync.repository.configuration.ConfigurationEntry;
import io.edgesync.sync.send.BlockedPragma;
import io.edgesync.sync.send.CardBytes;
import io.edgesync.sync.session.Blocked;
import io.edgesync.sync.session.ServerWords;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.*;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.delta.Delta;
import io.edgesync.xfer.delta.DeltaException;
import io.edgesync.xfer.envelope.StoredForm;
import io.edgesync.xfer.round.CardSink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one reply of a clone. Artifacts wait until enough of them have come or the reply has ended; those that are stored before the end leave the
 * cursor where it was, so that a broken reply is asked for again and its beginning skipped.
 */
final class CloneReply implements CardSink, AutoCloseable {

  /** Stored bytes that wait: what the heap holds of a reply at once. */
  private static final long WAITING_BYTES_MAX = 4 << 20;
  /** What may come of a project that has not been named: servers name it at the end of their first reply. */
  private static final long NAMELESS_BYTES_MAX = 64 << 20;
  /** What an artifact takes besides its content. */
  private static final int ARTIFACT_BYTES = 300;
  static final int BLOCKED_MAX = 2000;

  private final CloneFile file;
  private final boolean takesConfiguration;
  private final List<StoredArtifact> waiting = new ArrayList<>();
  private long waitingBytes;
  private final Storing storing = new Storing();
  final List<Blocked> blocked = new ArrayList<>();
  private final ServerWords words = new ServerWords();
  final List<String> messages = words.messages();
  int artifacts;
  long bytes;
  boolean hasOffers;
  boolean isNextPrivate;
  int sequence = -1;
  @Nullable
  PushCard codes;
  @Nullable
  String denial;
  @Nullable
  String violation;
  @Nullable
  String cookie;

  /** @param takesConfiguration whether more of it than the project's name and description is stored */
  CloneReply(CloneFile file, boolean takesConfiguration) {
    this.file = file;
    this.takesConfiguration = takesConfiguration;
  }

  @Override
  public void accept(Card card) throws IOException {
    bytes += CardBytes.of(card);
    if (denial != null || violation != null) {
      card.close();
      return;
    }
    switch (card) {
      case CFileCard cfile -> take(
          new StoredArtifact(cfile.name(), cfile.deltaSource(), cfile.expandedBytes(), false, cfile.content()));
      case FileCard plain -> {
        try (plain) {
          take(framed(plain));
        }
      }
      case PrivateCard() -> isNextPrivate = true;
      case CloneSeqnoCard(int next) -> sequence = next;
      case PushCard push -> codes = push;
      case ConfigCard config -> {
        try (config) {
          ConfigurationEntry entry = new ConfigurationEntry(config.area(), config.content().toArray());
          if (takesConfiguration || entry.namesProject()) {
            storing.finish();
            file.config(List.of(entry));
          }
        }
      }
      case IgotCard igot -> hasOffers |= !igot.isPrivate();
      case CookieCard(String text) -> cookie = text;
      case PragmaCard pragma -> {
        BlockedPragma.parse(pragma).ifPresent(this::block);
      }
      case OversizeCard oversize -> {
        if (Hash.isHash(oversize.name())) {
          block(new BlockedPragma(new Hash(oversize.name()), oversize.payloadBytes(), oversize.limitBytes()));
        }
      }
      case CommentCard comment -> {
        // A timestamp.
      }
      case GimmeCard gimme -> {
        // A clone has nothing to give.
      }
      case UvIgotCard uv -> {
        // Unversioned files are not synchronised here.
      }
      case UvFileCard uv -> uv.close();
      case ErrorCard _,MessageCard _,UnknownCard _,PullCard _,CloneCard _,LoginCard _,ReqconfigCard _,UvGimmeCard _ -> {
        words.read(card);
        denial = words.denial();
        violation = words.violation();
      }
    }
  }

  private void take(StoredArtifact artifact) {
    boolean isPrivate = isNextPrivate;
    isNextPrivate = false;
    // What nobody asked for is not stored: the file may be a repository by now.
    if (isPrivate || file.nextSequence() == 0) {
      artifact.content().close();
      return;
    }
    artifacts++;
    // One more, however large, may be the whole of a repository.
    boolean isTooMuch = waitingBytes >= NAMELESS_BYTES_MAX;
    waiting.add(artifact);
    waitingBytes += ARTIFACT_BYTES + artifact.content().size();
    if (waitingBytes >= WAITING_BYTES_MAX && file.projectCode().isPresent()) {
      storing.finish();
      List<StoredArtifact> batch = taken();
      storing.begin(() -> {
        file.append(batch, file.nextSequence());
        return true;
      });
    } else if (isTooMuch) {
      violation = "expected the card \"push\" with the project code, got " + waiting.size() + " artifacts without it";
    }
  }

  /** Servers may answer a clone with whole artifacts or plain deltas; the file takes them as Fossil would store them. */
  private static StoredArtifact framed(FileCard file) throws IOException {
    byte[] bytes = file.content().toArray();
    long expandedBytes = bytes.length;
    if (file.deltaSource() != null) {
      try {
        expandedBytes = Delta.targetBytes(bytes);
      } catch (DeltaException e) {
        throw new IOException("artifact " + file.name() + ": " + e.getMessage(), e);
      }
    }
    return new StoredArtifact(file.name(), file.deltaSource(), expandedBytes, false,
        Content.of(StoredForm.compress(bytes)));
  }

  private void block(BlockedPragma artifact) {
    isNextPrivate = false;
    if (blocked.size() < BLOCKED_MAX) {
      blocked.add(new Blocked(artifact.name(), !artifact.isMemory(), artifact.reason()));
    }
  }

  /** Whether the reply names the codes of a project. */
  boolean hasProject() {
    return codes != null && ProjectCode.isProjectCode(codes.projectCode());
  }

  /** Stores what waits, as {@link CloneFile#append(List, int)}. */
  void store(int nextSequence) {
    storing.finish();
    file.append(taken(), nextSequence);
  }

  /** Stores what waits, and nothing is left. Each artifact has a number at its server: beyond so many a later run finds what is new. */
  void storeLast(int asked) {
    storing.finish();
    file.append(taken(), 0, (int) Math.min(Integer.MAX_VALUE, (long) asked + artifacts));
  }

  private List<StoredArtifact> taken() {
    List<StoredArtifact> batch = List.copyOf(waiting);
    waiting.clear();
    waitingBytes = 0;
    return batch;
  }

  /** Lets go of what was not stored. */
  @Override
  public void close() {
    storing.close();
    waiting.forEach(artifact -> artifact.content().close());
    waiting.clear();
  }
}
