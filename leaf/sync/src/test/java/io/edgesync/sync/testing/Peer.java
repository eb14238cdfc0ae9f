package io.edgesync.sync.testing;

import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.repository.user.Capabilities;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.answer.AnswerLimits;
import io.edgesync.sync.answer.AnswerListener;
import io.edgesync.sync.answer.Answerer;
import io.edgesync.sync.memory.LoopTransport;
import io.edgesync.sync.memory.MemoryArtifactStore;
import io.edgesync.sync.rights.Authorizer;
import io.edgesync.sync.session.Direction;
import io.edgesync.sync.session.SessionLimits;
import io.edgesync.sync.session.SyncListener;
import io.edgesync.sync.session.SyncOutcome;
import io.edgesync.sync.session.SyncRequest;
import io.edgesync.sync.session.SyncSession;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.LoginCard;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.login.LoginVerification;
import io.edgesync.xfer.login.PasswordLogin;
import io.edgesync.xfer.round.Principal;
import io.edgesync.xfer.round.Transport;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A store in memory, its answerer and what {@code nobody} and {@code alice} (password {@code tiger}) may do there. */
public final class Peer {

  public static final ProjectCode PROJECT = new ProjectCode("c0de".repeat(10));
  public static final PasswordLogin ALICE = new PasswordLogin("alice", "tiger");

  public final MemoryArtifactStore store;
  public final MemoryBudget budget = new MemoryBudget(256 << 20);
  public String nobody = "gio";
  public String alice = "gio";
  public SessionLimits limits = SessionLimits.DEFAULT;
  public AnswerLimits answerLimits = AnswerLimits.DEFAULT;
  public AnswerListener listener = AnswerListener.SILENT;

  private Peer(long artifactBytesMax, int number) {
    store = new MemoryArtifactStore(PROJECT, String.format("%040x", number), artifactBytesMax);
  }

  public static Peer named(int number) {
    return new Peer(64 << 20, number);
  }

  public static Peer taking(int number, long artifactBytesMax) {
    Peer peer = new Peer(artifactBytesMax, number);
    peer.limits = peer.limits.withArtifactBytesMax(artifactBytesMax);
    peer.answerLimits = peer.answerLimits.withArtifactBytesMax(artifactBytesMax);
    return peer;
  }

  public Peer holding(int artifacts, int seed) {
    Random random = new Random(seed);
    for (int i = 0; i < artifacts; i++) {
      byte[] content = new byte[20 + random.nextInt(2000)];
      random.nextBytes(content);
      store.commit(content);
    }
    return this;
  }

  public Answerer answerer() {
    return new Answerer(store, authorizer(), answerLimits, null, SyncClock.SYSTEM, listener);
  }

  public LoopTransport transport() {
    return LoopTransport.to("loop", answerer(), budget);
  }

  public SyncOutcome pull(Peer from) throws InterruptedException {
    return session(from.transport(), SyncRequest.of(Direction.PULL, null));
  }

  public SyncOutcome push(Peer to) throws InterruptedException {
    return session(to.transport(), SyncRequest.of(Direction.PUSH, null));
  }

  public SyncOutcome sync(Peer with) throws InterruptedException {
    return session(with.transport(), SyncRequest.of(Direction.SYNC, null));
  }

  public SyncOutcome session(Transport transport, SyncRequest request) throws InterruptedException {
    return new SyncSession(store, transport, request, limits, SyncClock.SYSTEM, new Random(1), SyncListener.SILENT)
        .run();
  }

  public Set<Hash> names() {
    return names(store);
  }

  public static Set<Hash> names(ArtifactStore store) {
    Set<Hash> names = new TreeSet<>();
    store.forEachName(names::add);
    return names;
  }

  public Authorizer authorizer() {
    return new Authorizer() {
      @Override
      public boolean proves(ProjectCode project, LoginCard login) {
        return login.user().equals("nobody")
            || login.user().equals("alice") && LoginVerification.signatureMatches(login, "tiger", project);
      }

      @Override
      public Capabilities rights(ProjectCode project, Principal asker, @Nullable String login) {
        Capabilities all = new Capabilities(nobody);
        return "alice".equals(login) ? all.and(new Capabilities(alice)) : all;
      }
    };
  }
}
