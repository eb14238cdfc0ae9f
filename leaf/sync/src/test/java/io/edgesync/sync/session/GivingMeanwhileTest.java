package io.edgesync.sync.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.repository.artifact.ArtifactWriter;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.reconcile.PublicNames;
import io.edgesync.sync.testing.Peer;
import io.edgesync.xfer.round.CardSink;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.ForwardingTransport;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.round.TransportException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the peer lacks is sent while what it gave is being stored. */
class GivingMeanwhileTest {

  /** The round that brings what is lacking here; the next one gives what is lacking there. */
  private static final int BRINGS = 2;
  private static final int MANY = 400;

  private final Peer here = Peer.named(1).holding(500, 1).holding(MANY, 2);
  private final Peer there = Peer.named(2).holding(500, 1).holding(MANY, 3);
  private final CountDownLatch gave = new CountDownLatch(1);

  @Test
  void thePeerHasWhatItLacksBeforeAnythingIsStoredHere() throws InterruptedException {
    SyncOutcome outcome = session(new Counting(there.transport(), Integer.MAX_VALUE));

    assertThat(outcome.isSuccess()).as(outcome.summary()).isTrue();
    assertThat(here.names()).isEqualTo(there.names());
    assertThat(outcome.traffic().received()).isEqualTo(MANY);
    assertThat(outcome.traffic().sent()).isEqualTo(MANY);
    assertThat(outcome.traffic().rounds()).isLessThanOrEqualTo(BRINGS + 4);
  }

  @Test
  void whatCameIsStoredThoughTheRoundThatGivesBreaks() throws InterruptedException {
    int before = here.names().size();

    SyncOutcome outcome = session(new Counting(there.transport(), BRINGS + 1));

    assertThat(outcome.summary()).contains("cut");
    assertThat(outcome.traffic().received()).isGreaterThan(MANY / 4);
    assertThat(here.names()).hasSize(before + outcome.traffic().received());
  }

  @Test
  void whatCameIsStoredAndCountedThoughWhatIsToBeGivenCannotBeRead() throws InterruptedException {
    int before = here.names().size();

    SyncOutcome outcome = session(new Counting(there.transport(), BRINGS + 1) {
      @Override
      void cut() {
        throw new RepositoryException.Busy(Path.of("here.fossil"), Duration.ZERO, null);
      }
    });

    assertThat(outcome.summary()).contains("locked");
    assertThat(outcome.traffic().received()).isGreaterThan(MANY / 4);
    assertThat(here.names()).hasSize(before + outcome.traffic().received());
  }

  private SyncOutcome session(Transport transport) throws InterruptedException {
    here.store.clearUnsent(here.store.unsent());
    ArtifactStore late = storingWhenGiven(here.store);
    return new SyncSession(late, transport, SyncRequest.of(Direction.SYNC, null).toOneOfOurs(), here.limits,
        SyncClock.SYSTEM, new Random(1), SyncListener.SILENT, PublicNames.scanning(late)).run();
  }

  /** Stores nothing before the peer was given something. */
  private ArtifactStore storingWhenGiven(ArtifactStore store) {
    return around(ArtifactStore.class, store,
        made -> made instanceof ArtifactWriter writer ? around(ArtifactWriter.class, writer, any -> any) : made);
  }

  /** Takes what a method gave. */
  @FunctionalInterface
  private interface Made {
    Object of(Object result);
  }

  private <T> T around(Class<T> type, T real, Made made) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type}, (proxy, method, arguments) -> {
      if (method.getName().equals("finish")) {
        assertThat(gave.await(60, TimeUnit.SECONDS)).as("gave meanwhile").isTrue();
      }
      try {
        Object result = method.invoke(real, arguments);
        return result == null ? null : made.of(result);
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }));
  }

  /** Opens the latch when the round that gives is over, and cuts one of the rounds off. */
  private class Counting extends ForwardingTransport {
    private final int cut;
    private int round;

    Counting(Transport real, int cut) {
      super(real);
      this.cut = cut;
    }

    void cut() throws TransportException {
      throw new TransportException.NotSent("cut", null);
    }

    @Override
    public void exchange(Round asked, CardSource request, CardSink reply)
        throws TransportException, InterruptedException {
      round++;
      try {
        if (round == cut) {
          cut();
        }
        super.exchange(asked, request, reply);
      } finally {
        if (round > BRINGS) {
          gave.countDown();
        }
      }
    }
  }
}
