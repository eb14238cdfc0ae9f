package io.edgesync.sync.clone;

import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.round.TransportException;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The peers that a clone asks. Who once gave no answer in time is asked again only where nobody else is left, and once; who was barred is not.
 * The clone's thread calls.
 */
final class AskedPeers {

  private static final int PEERS_MAX = 6;

  /** Something that each of several peers is asked, on a thread of its own. */
  @FunctionalInterface
  interface Question {
    void ask(Transport peer) throws TransportException, InterruptedException;
  }

  private final ClonePeers finder;
  private final CloneListener listener;
  private final Map<String, Transport> peers = new LinkedHashMap<>();
  private final Set<String> silent = new HashSet<>();
  /** Those of the barred who are so for their silence alone. */
  private final Set<String> silentBefore = new HashSet<>();
  private final Set<String> barred = new HashSet<>();

  AskedPeers(ClonePeers finder, CloneListener listener) {
    this.finder = finder;
    this.listener = listener;
  }

  Collection<Transport> all() {
    return List.copyOf(peers.values());
  }

  boolean isEmpty() {
    return peers.isEmpty();
  }

  /** Looks for others, who count from now on. */
  Collection<Transport> find() throws InterruptedException {
    Set<String> but = new LinkedHashSet<>(barred);
    but.addAll(peers.keySet());
    Set<String> orSilent = new LinkedHashSet<>(but);
    orSilent.addAll(silent);
    Collection<Transport> found = finder.find(orSilent);
    if (found.isEmpty() && peers.isEmpty() && !silent.isEmpty()) {
      found = finder.find(but);
      barred.addAll(silent);
      silentBefore.addAll(silent);
      silent.clear();
    }
    List<Transport> joining = found.stream().limit(PEERS_MAX).toList();
    joining.forEach(transport -> peers.put(transport.peerName(), transport));
    return joining;
  }

  /** It is of no use now; it may be found again. */
  void drop(String peer) {
    peers.remove(peer);
  }

  /** Artifacts came since: who was silent before that may have been cut off like us. */
  void forgiveSilence() {
    barred.removeAll(silentBefore);
    silentBefore.clear();
  }

  /** It gave no answer in time. */
  void silent(String peer) {
    peers.remove(peer);
    silent.add(peer);
  }

  /** It is not asked any more. */
  void bar(String peer) {
    peers.remove(peer);
    silentBefore.remove(peer);
    barred.add(peer);
  }

  /**
   * Asks all of these at once, and waits for all answers; who gave none is left out from now on.
   *
   * @return how many answered
   */
  int ask(Collection<Transport> whom, Question question) throws InterruptedException {
    Map<String, Future<?>> answers = new LinkedHashMap<>();
    try (ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Transport peer : whom) {
        Callable<Boolean> task = () -> {
          question.ask(peer);
          return true;
        };
        answers.put(peer.peerName(), tasks.submit(task));
      }
      try {
        int answered = 0;
        for (Map.Entry<String, Future<?>> answer : answers.entrySet()) {
          answered += hasAnswered(answer.getKey(), answer.getValue()) ? 1 : 0;
        }
        return answered;
      } catch (InterruptedException | RuntimeException | Error e) {
        tasks.shutdownNow();
        throw e;
      }
    }
  }

  private boolean hasAnswered(String peer, Future<?> answer) throws InterruptedException {
    try {
      answer.get();
      return true;
    } catch (ExecutionException e) {
      return switch (e.getCause()) {
        case TransportException.NoAnswer none -> {
          listener.lost(peer, String.valueOf(none.getMessage()));
          silent(peer);
          yield false;
        }
        // The others are asked, too.
        case TransportException next -> false;
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw new IllegalStateException(e);
      };
    }
  }
}
