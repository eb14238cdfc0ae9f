package io.edgesync.sync.answer;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.repository.artifact.NameRange;
import io.edgesync.repository.user.Capabilities;
import io.edgesync.sync.rights.AnsweringSessions.Verdict;
import io.edgesync.sync.rights.Authorizer;
import io.edgesync.sync.send.Item;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.card.*;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges the cards of one request, in order: here who asks, and what it begins (pull, push, clone); each other theme of the protocol has a class
 * of its own. One request, one thread.
 */
final class RequestReader {

  /** A gigabyte of blank lines is a megabyte on the wire. */
  private static final int CARDS_MAX = 1_000_000;

  private final ArtifactStore store;
  private final Authorizer authorizer;
  private final RecentLogins logins;
  private final RequestState state;
  private final ArtifactCards artifacts;
  private final PragmaCards pragmas;
  private final UnversionedCards unversioned;
  private final ConfigurationCards configuration;
  private boolean hasCloneCard;
  private int cards;

  RequestReader(Served served, Admission admission, RecentLogins logins, AnswerLimits limits, RequestState state) {
    this.store = served.artifacts();
    this.authorizer = admission.authorizer();
    this.logins = logins;
    this.state = state;
    this.artifacts = new ArtifactCards(store, limits, state);
    this.unversioned = new UnversionedCards(served.unversioned(), state);
    this.pragmas = new PragmaCards(served, admission.sessions(), unversioned, state);
    this.configuration = new ConfigurationCards(served.configuration(), state);
  }

  /** Judges the login, or the node's proof; a request with a wrong one is not read any further. */
  void begin() {
    switch (state.verdict) {
      case Verdict.Unknown unknown -> {
        state.said.notice(unknown.card());
        state.isBare = true;
        state.stop();
        return;
      }
      case Verdict.Refused _ -> {
        state.fatal("login failed");
        return;
      }
      case Verdict.Proven _ -> {
        // Who it is, the state knows.
      }
      case null -> {
        // Nobody vouches for it.
      }
    }
    LoginCard card = state.asked.login();
    Capabilities anybodys = rights(null);
    Capabilities rights = anybodys;
    if (card != null) {
      if (!state.asked.nonceMatches() || !authorizer.proves(store.projectCode(), card)) {
        state.fatal("login failed");
        return;
      }
      state.login = card.user();
      rights = rights(card.user());
      // A login that adds nothing is open to everybody, and so is no use to somebody who repeats it.
      if (!rights.equals(anybodys) && !logins.accepts(card.nonce(), state.asked.round(), store)) {
        state.fatal("login failed");
        return;
      }
    }
    state.rights = state.asked.within(rights);
  }

  private Capabilities rights(@Nullable String login) {
    return authorizer.rights(store.projectCode(), state.asker, login);
  }

  void read(Card card) {
    if (++cards > CARDS_MAX) {
      state.fatal("too many cards, at most " + CARDS_MAX + " are taken in one request");
      return;
    }
    switch (card) {
      case LoginCard again -> state.fatal(state.asked.login() == null ? "login failed" : "multiple login cards");
      case PullCard pull -> pull(pull);
      case PushCard push -> push(push);
      case CloneCard clone -> clone(clone);
      case FileCard file -> artifacts.file(file);
      case CFileCard file -> artifacts.cfile(file);
      case PrivateCard mark -> artifacts.nextIsPrivate();
      case IgotCard igot -> artifacts.igot(igot);
      case GimmeCard(Hash name) -> artifacts.gimme(name);
      case PragmaCard pragma -> pragmas.read(pragma);
      case UvIgotCard uv -> unversioned.igot(uv);
      case UvGimmeCard uv -> unversioned.gimme(uv);
      case UvFileCard uv -> unversioned.file(uv);
      case ConfigCard config -> configuration.config(config);
      case ReqconfigCard reqconfig -> configuration.reqconfig(reqconfig);
      case OversizeCard oversize -> oversize(oversize);
      case UnknownCard unknown -> unknown(unknown);
      case MessageCard(String text) -> state.badCommand("message " + FossilText.escape(text));
      case ErrorCard(String text) -> state.badCommand("error " + FossilText.escape(text));
      case CloneSeqnoCard(int sequence) -> state.badCommand("clone_seqno " + sequence);
      case CookieCard cookie -> {
        // Stock servers give none and read none.
      }
      case CommentCard comment -> {
        // Only makes equal requests differ.
      }
    }
  }

  /** Peers of Go EdgeSync speak of their tables, too, and the older ones in another order of push and pull. */
  private void unknown(UnknownCard card) {
    List<String> words = List.of(card.line().split(" ", 4));
    boolean names = state.isGo && words.size() > 1 && isOurs(words.get(1));
    if (names && words.getFirst().equals("pull")) {
      pull(new PullCard("", words.get(1)));
    } else if (names && words.getFirst().equals("push")) {
      push(new PushCard("", words.get(1)));
    } else if (!state.isGo || !card.isAboutTables()) {
      state.badCommand(card.line());
    }
  }

  private void oversize(OversizeCard card) {
    switch (card.card()) {
      case "uvfile" -> unversioned.oversize(card);
      case "config" -> configuration.oversize(card);
      default -> artifacts.oversize(card);
    }
  }

  private void pull(PullCard card) {
    if (!isOurs(card.projectCode(), card.serverCode())) {
      state.fatal("wrong project");
    } else if (!state.rights.read()) {
      state.fatal(RequestState.MAY_NOT_READ);
    } else {
      state.pulls = true;
    }
  }

  private void push(PushCard card) {
    if (!isOurs(card.projectCode(), card.serverCode())) {
      state.fatal("wrong project");
    } else if (state.rights.write()) {
      state.pushes = true;
    } else if (state.pulls) {
      state.said.notice(new MessageCard("pull only - not authorized to push"));
    } else {
      // Discards, but does not stop: what follows may be answered.
      state.discard("not authorized to write");
    }
  }

  private void clone(CloneCard card) {
    if (hasCloneCard) {
      // Each further one would be another download.
      return;
    }
    hasCloneCard = true;
    PushCard codes = new PushCard(store.serverCode(), store.projectCode().hex());
    if (!state.rights.clone_()) {
      state.said.discard();
      state.said.notice(codes);
      state.append("not authorized to clone");
      state.errors++;
      state.stop();
      return;
    }
    unversioned.clone_();
    state.isClone = card.version() >= 3;
    if (card.version() >= 2) {
      if (card.sequence() <= 0) {
        state.fatal("invalid clone sequence number");
        state.isBare = true;
        return;
      }
      NameRange part = state.part;
      state.said.add(part == null || !state.isClone
          ? new Item.CloneRange(card.version(), card.sequence())
          : new Item.ClonePart(part));
    } else {
      state.isLegacyClone = true;
      state.pulls = true;
    }
    // After clone_seqno: the client asks for the next block when it meets this card.
    state.said.notice(codes);
  }

  /** @param other where older peers of Go EdgeSync have the project code */
  private boolean isOurs(String projectCode, String other) {
    return isOurs(projectCode) || (state.isGo && isOurs(other));
  }

  private boolean isOurs(String projectCode) {
    return store.projectCode().hex().equals(projectCode);
  }

  /** Stores what is pending; the names that became available. */
  List<Hash> finish() {
    configuration.store();
    return artifacts.finish();
  }

  /** Of what came in vain, because there was no memory for it; the rest is stored. */
  RepositoryException.@Nullable OutOfBudget outOfMemory() {
    return artifacts.outOfMemory();
  }

  /** Drops what is not stored yet. */
  void abandon() {
    artifacts.abandon();
  }
}
