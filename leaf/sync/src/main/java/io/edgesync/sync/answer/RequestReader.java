package io.edgesync.sync.answer;

import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.repository.artifact.ArtifactStore.Known;
import io.edgesync.repository.artifact.ArtifactStore.Presence;
import io.edgesync.repository.artifact.ArtifactWriter;
import io.edgesync.repository.artifact.Provenance;
import io.edgesync.repository.user.Capabilities;
import io.edgesync.sync.PeerHello;
import io.edgesync.sync.rights.Authorizer;
import io.edgesync.sync.send.BlockedPragma;
import io.edgesync.sync.send.Item;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.card.*;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges the cards of one request, in order. What is to be said collects in {@link #said}; a fatal card discards it, says its error and
 * stops the reading. One request, one thread.
 */
final class RequestReader {

  /** Names looked up at once. */
  private static final int LOOKUPS = 1000;
  private static final int SHA3_FOSSIL = 20000;

  private final ArtifactStore store;
  private final Authorizer authorizer;
  private final AnswerLimits limits;
  private final Asked asked;
  /** The request was applied before: its artifacts are not stored again. */
  private final boolean isRepeated;

  final Said said = new Said();
  /** Names that the asker lacks, or has been offered in this reply: not to be asked of it, nor to be listed. */
  final Set<Hash> requested = new LinkedHashSet<>();
  /** Names that the asker holds. */
  final Set<Hash> held = new LinkedHashSet<>();
  /** Names that the asker holds and we lack. */
  final Set<Hash> wanted = new LinkedHashSet<>();
  private final List<Hash> unseen = new ArrayList<>();
  private Capabilities rights;
  private @Nullable String login;
  private @Nullable ArtifactWriter writer;
  private boolean isNextPrivate;
  private boolean isStopped;
  private boolean hasCloneCard;
  boolean pulls;
  boolean pushes;
  boolean isClone;
  boolean isLegacyClone;
  boolean wantsCatalog;
  boolean wantsPrivate;
  /** The reply is just what was said: nothing follows, not even a timestamp. */
  boolean isBare;
  int errors;
  int clientVersion;
  String denial = "";
  @Nullable
  PeerHello peer;

  RequestReader(ArtifactStore store, Authorizer authorizer, AnswerLimits limits, Asked asked, boolean isRepeated) {
    this.store = store;
    this.authorizer = authorizer;
    this.limits = limits;
    this.asked = asked;
    this.isRepeated = isRepeated;
    this.rights = Capabilities.NONE;
  }

  /** Judges the login; a request with a wrong one is not read any further. */
  void begin() {
    LoginCard card = asked.login();
    if (card != null) {
      if (!asked.nonceMatches() || !authorizer.proves(store.projectCode(), card)) {
        fatal("login failed");
        return;
      }
      login = card.user();
    }
    rights = authorizer.rights(store.projectCode(), asked.round().asker(), login);
  }

  boolean isStopped() {
    return isStopped;
  }

  void read(Card card) {
    switch (card) {
      case LoginCard again -> fatal("login failed");
      case PullCard pull -> pull(pull);
      case PushCard push -> push(push);
      case CloneCard clone -> clone(clone);
      case FileCard file -> {
        if (mayStore()) {
          if (takesNext()) {
            writer().file(file.name(), file.deltaSource(), file.content(), isPrivateFile);
          }
          arrived(file.name());
        }
      }
      case CFileCard file -> {
        if (mayStore()) {
          if (takesNext()) {
            writer().stored(file.name(), file.deltaSource(), file.expandedBytes(), file.content(), isPrivateFile);
          }
          arrived(file.name());
        }
      }
      case PrivateCard() -> {
        isNextPrivate = true;
        if (!rights.syncPrivate()) {
          append("not authorized to sync private content");
        }
      }
      case IgotCard(Hash name, boolean isPrivate) -> igot(name, isPrivate);
      case GimmeCard(Hash name) -> gimme(name);
      case PragmaCard pragma -> pragma(pragma);
      case ConfigCard config -> {
        if (rights.admin()) {
          fatal("configuration push is not supported by this server");
        } else {
          fatal("not authorized to push configuration");
        }
      }
      case OversizeCard oversize -> oversize(oversize);
      case UnknownCard(String line) -> badCommand(line);
      case MessageCard(String text) -> badCommand("message " + FossilText.escape(text));
      case ErrorCard(String text) -> badCommand("error " + FossilText.escape(text));
      case CloneSeqnoCard(int sequence) -> badCommand("clone_seqno " + sequence);
      case CookieCard cookie -> {
        // Stock servers give none and read none.
      }
      case ReqconfigCard reqconfig -> {
        // Nothing is offered: an empty answer is allowed.
      }
      case CommentCard comment -> {
        // Only makes equal requests differ.
      }
      case UvIgotCard uv -> {
        // Clients send it by accident when their request is full.
      }
      case UvGimmeCard uv -> {
        // Unversioned files are not served, so none is known.
      }
      case UvFileCard uv -> {
        // Nobody has the right to write unversioned files here; 2.21 drops them without a word.
      }
    }
  }

  private void pull(PullCard card) {
    if (!isOurs(card.projectCode())) {
      fatal("wrong project");
    } else if (!rights.read()) {
      fatal("not authorized to read");
    } else {
      pulls = true;
    }
  }

  private void push(PushCard card) {
    if (!isOurs(card.projectCode())) {
      fatal("wrong project");
    } else if (rights.write()) {
      pushes = true;
    } else if (pulls) {
      said.notice(new MessageCard("pull only - not authorized to push"));
    } else {
      // Discards, but does not stop: what follows may be answered.
      discard("not authorized to write");
    }
  }

  private void clone(CloneCard card) {
    if (hasCloneCard) {
      // Each further one would be another download.
      return;
    }
    hasCloneCard = true;
    PushCard codes = new PushCard(store.serverCode(), store.projectCode().hex());
    if (!rights.clone_()) {
      said.discard();
      said.notice(codes);
      append("not authorized to clone");
      errors++;
      isStopped = true;
      return;
    }
    isClone = card.version() >= 3;
    if (card.version() >= 2) {
      if (card.sequence() <= 0) {
        fatal("invalid clone sequence number");
        isBare = true;
        return;
      }
      said.add(new Item.CloneRange(card.version(), card.sequence()));
    } else {
      isLegacyClone = true;
      pulls = true;
    }
    // After clone_seqno: the client asks for the next block when it meets this card.
    said.notice(codes);
  }

  private boolean isPrivateFile;

  private boolean mayStore() {
    if (!pushes) {
      fatal("not authorized to write");
    }
    return pushes;
  }

  /** Whether the next artifact is stored: not when it is private and the asker must not sync such. */
  private boolean takesNext() {
    isPrivateFile = isNextPrivate;
    isNextPrivate = false;
    return !isRepeated && (!isPrivateFile || rights.syncPrivate());
  }

  private void arrived(Hash name) {
    if (held.size() < limits.namesMax()) {
      held.add(name);
    }
    wanted.remove(name);
  }

  private void igot(Hash name, boolean isPrivate) {
    if (!pushes || held.size() >= limits.namesMax()) {
      return;
    }
    held.add(name);
    if (!isPrivate) {
      unseen.add(name);
      if (unseen.size() >= LOOKUPS) {
        lookUp();
      }
    }
  }

  private void gimme(Hash name) {
    if (requested.size() < limits.namesMax() && requested.add(name) && pulls && !held.contains(name)) {
      said.add(new Item.Artifact(name));
    }
  }

  private void lookUp() {
    List<Known> found = store.lookupAll(unseen);
    for (int i = 0; i < unseen.size(); i++) {
      Known known = found.get(i);
      if ((known.presence() == Presence.ABSENT || known.presence() == Presence.PHANTOM) && !known.isShunned()) {
        wanted.add(unseen.get(i));
      }
    }
    unseen.clear();
  }

  private void pragma(PragmaCard pragma) {
    switch (pragma.name()) {
      case "client-version" -> clientVersion(pragma.arguments());
      case "send-catalog" -> wantsCatalog = true;
      case "send-private" -> {
        if (rights.syncPrivate()) {
          wantsPrivate = true;
        } else {
          append("not authorized to sync private content");
        }
      }
      default -> PeerHello.parse(pragma).ifPresent(hello -> peer = hello);
    }
  }

  private void clientVersion(List<String> arguments) {
    if (!arguments.isEmpty() && arguments.getFirst().matches("[0-9]{1,9}")) {
      clientVersion = Integer.parseInt(arguments.getFirst());
    }
    if (arguments.size() >= 3) {
      said.notice(Answerer.SERVER_VERSION);
    }
  }

  boolean knowsSha3() {
    return clientVersion >= SHA3_FOSSIL;
  }

  private void oversize(OversizeCard card) {
    isNextPrivate = false;
    boolean isArtifact = card.card().equals("file") || card.card().equals("cfile");
    if (isArtifact && mayStore() && Hash.isHash(card.name())) {
      refuse(new BlockedPragma(new Hash(card.name()), card.payloadBytes(), card.limitBytes()));
    }
  }

  private void refuse(BlockedPragma artifact) {
    if (peer != null) {
      said.notice(artifact.card());
    }
    said.notice(new MessageCard(artifact.text()));
    held.add(artifact.name());
    wanted.remove(artifact.name());
    // Not asked for in this reply either.
    requested.add(artifact.name());
  }

  private boolean isOurs(String projectCode) {
    return store.projectCode().hex().equals(projectCode);
  }

  private void badCommand(String line) {
    said.discard();
    append("bad command: " + line + "\n");
  }

  private void discard(String text) {
    said.discard();
    append(text);
    errors++;
  }

  /** Discards what was to be said, says {@code text} and stops. */
  void fatal(String text) {
    discard(text);
    isStopped = true;
  }

  private void append(String text) {
    said.notice(new ErrorCard(text));
    denial = text;
  }

  private ArtifactWriter writer() {
    ArtifactWriter open = writer;
    if (open == null) {
      LoginCard card = asked.login();
      open = store.receive(new Provenance(login == null ? "nobody" : login, asked.address(),
          card == null ? null : card.nonce()));
      open.allOrNothing();
      writer = open;
    }
    return open;
  }

  /** Stores what is pending; the names that became available. */
  List<Hash> finish() {
    lookUp();
    if (writer == null) {
      return List.of();
    }
    ArtifactWriter.Receipt receipt = writer.finish();
    for (ArtifactWriter.Refusal refusal : receipt.refusals()) {
      switch (refusal.reason()) {
        case WRONG_HASH -> fatal("wrong+hash+on+received+artifact:+" + refusal.name());
        case MALFORMED -> fatal("malformed+file+line");
        case TOO_LARGE -> {
          if (!isStopped) {
            refuse(new BlockedPragma(refusal.name(), 0, limits.artifactBytesMax()));
          }
        }
        case SHUNNED, HASH_POLICY -> wanted.remove(refusal.name());
      }
    }
    receipt.stored().forEach(wanted::remove);
    return receipt.stored();
  }

  /** Drops what is not stored yet. */
  void abandon() {
    if (writer != null) {
      writer.close();
    }
  }
}
