package io.edgesync.sync.unversioned;

import io.edgesync.repository.unversioned.Standing;
import io.edgesync.repository.unversioned.UnversionedFile;
import io.edgesync.sync.unversioned.UnversionedFacts.Manner;
import io.edgesync.sync.unversioned.UnversionedFacts.Offer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides the rounds of a session about unversioned files. At first everything held here is to be sent; the server's catalogue takes from that
 * list what it has, and says what to ask for. A name that was asked for three times and never came is given up. Pure: no clock, no store, no
 * network. Source: {@code src/xfer.c, client_sync()}.
 */
final class UnversionedMachine {

  private static final int ASKS_MAX = 3;
  private static final int GIMMES_MAX = 1000;
  /** Rounds in a row that asked for files and brought none: one that is full still gives one. */
  private static final int FRUITLESS_ROUNDS_MAX = 10;

  /** What is to be done; names are files here unless said otherwise. */
  sealed interface Effect {

    /** A round: what to ask for and what to send; the first also carries the catalogue's hash. */
    record Ask(boolean isFirst, List<String> gimmes, List<Upload> uploads) implements Effect {}

    /** The file was removed there. */
    record Remove(Offer offer) implements Effect {}

    /** The same content has another time there. */
    record TakeTime(Offer offer) implements Effect {}

    /** The server does not know the file, and ours is to become what is there. */
    record Forget(List<String> names) implements Effect {}

    record Finish() implements Effect {}
  }

  /** @param isTimeOnly the server has the content already */
  record Upload(String name, boolean isTimeOnly) {}

  private final UnversionedRequest request;
  private final long requestBytesMax;
  private final int roundsMax;
  private final Map<String, Long> sizes = new HashMap<>();
  private final Map<String, Boolean> toSend = new LinkedHashMap<>();
  private final Set<String> wanted = new LinkedHashSet<>();
  private final Map<String, Integer> asks = new HashMap<>();
  private final Set<String> unavailable = new LinkedHashSet<>();
  private final List<String> steps = new ArrayList<>();
  private Manner manner = Manner.SILENT;
  private boolean isDenied;
  private int round;
  private int fruitlessRounds;

  UnversionedMachine(UnversionedRequest request, long requestBytesMax, int roundsMax) {
    this.request = request;
    this.requestBytesMax = requestBytesMax;
    this.roundsMax = roundsMax;
  }

  /** The server takes nothing from this user, though there was something to send. */
  boolean isDenied() {
    return isDenied;
  }

  /** What the server does that would never end; null where it behaves. */
  @Nullable
  String complaint() {
    return fruitlessRounds > FRUITLESS_ROUNDS_MAX
        ? "unversioned files: the server names others each round and gives none of them"
        : null;
  }

  /** Files that were sent, or were to be, and did not arrive. */
  void notTaken(Set<String> names) {
    unavailable.addAll(names);
  }

  List<String> unavailable() {
    return List.copyOf(unavailable);
  }

  List<String> steps() {
    return steps;
  }

  /** Names that the last request asked for; no others are taken. */
  Set<String> wanted() {
    return Set.copyOf(wanted);
  }

  List<Effect> begin(List<UnversionedFile> ours) {
    for (UnversionedFile file : ours) {
      sizes.put(file.name(), file.sizeBytes());
      if (file.hash() != null && file.isHeld()) {
        toSend.put(file.name(), false);
      }
    }
    round = 1;
    return List.of(new Effect.Ask(true, List.of(), List.of()));
  }

  List<Effect> on(UnversionedFacts reply) {
    List<Effect> effects = new ArrayList<>();
    if (reply.manner() != Manner.SILENT) {
      manner = reply.manner();
    }
    boolean isFruitless = !wanted.isEmpty() && reply.received().isEmpty() && reply.tooLarge().isEmpty();
    fruitlessRounds = isFruitless ? fruitlessRounds + 1 : 0;
    wanted.removeAll(reply.received());
    reply.tooLarge().forEach(this::giveUp);
    Set<String> namedAgain = new LinkedHashSet<>();
    for (Offer offer : reply.offers()) {
      namedAgain.add(offer.name());
      judge(offer, effects);
    }
    for (String name : List.copyOf(wanted)) {
      if (!namedAgain.contains(name) && asks.getOrDefault(name, 0) >= ASKS_MAX) {
        giveUp(name);
      }
    }
    if (!request.isDryRun()) {
      next(effects);
    } else {
      effects.add(new Effect.Finish());
    }
    return effects;
  }

  private void giveUp(String name) {
    if (wanted.remove(name)) {
      unavailable.add(name);
    }
  }

  private void judge(Offer offer, List<Effect> effects) {
    String name = offer.name();
    Standing standing = request.isReverting() ? offer.standing().reverting() : offer.standing();
    if (unavailable.contains(name)) {
      return;
    }
    if (!request.takes() && standing != Standing.OURS && standing != Standing.OUR_TIME) {
      toSend.remove(name);
      return;
    }
    switch (standing) {
      case UNKNOWN, THEIRS -> {
        if (offer.hash() != null) {
          step("UV-PULL", name);
          want(name);
        } else if (standing == Standing.THEIRS) {
          step("UV-PULL", name);
          effects.add(new Effect.Remove(offer));
        }
      }
      case THEIR_TIME -> {
        step("UV-PULL-MTIME-ONLY", name);
        effects.add(new Effect.TakeTime(offer));
      }
      case SAME -> {
        // Nothing is to be done.
      }
      case OUR_TIME -> step("UV-PUSH-MTIME-ONLY", name);
      case OURS -> step("UV-PUSH", name);
    }
    if (standing == Standing.OURS) {
      toSend.put(name, false);
    } else if (standing == Standing.OUR_TIME) {
      toSend.put(name, true);
    } else {
      toSend.remove(name);
    }
    if (request.isDryRun()) {
      effects.removeIf(effect -> effect instanceof Effect.Remove || effect instanceof Effect.TakeTime);
    }
  }

  private void want(String name) {
    if (wanted.size() + unavailable.size() < UnversionedReply.OFFERS_MAX) {
      wanted.add(name);
    }
  }

  private void step(String what, String name) {
    if (round == 1) {
      steps.add(what + ": " + name);
    }
  }

  private void next(List<Effect> effects) {
    List<Upload> uploads = new ArrayList<>();
    if (request.isReverting()) {
      if (manner != Manner.SILENT && !toSend.isEmpty()) {
        effects.add(new Effect.Forget(List.copyOf(toSend.keySet())));
      }
      toSend.clear();
    } else if (!request.sends()) {
      toSend.clear();
    } else if (manner == Manner.TAKES) {
      uploads.addAll(takeUploads());
    } else if (manner == Manner.ONLY_GIVES && !toSend.isEmpty()) {
      isDenied = true;
      toSend.clear();
    }
    List<String> gimmes = wanted.stream().limit(GIMMES_MAX).toList();
    if ((gimmes.isEmpty() && uploads.isEmpty()) || round >= roundsMax || complaint() != null) {
      unavailable.addAll(wanted);
      effects.add(new Effect.Finish());
      return;
    }
    gimmes.forEach(name -> asks.merge(name, 1, Integer::sum));
    round++;
    effects.add(new Effect.Ask(false, gimmes, uploads));
  }

  /** As many as one request takes, at least one; whatever does not fit comes in the next. */
  private List<Upload> takeUploads() {
    List<Upload> uploads = new ArrayList<>();
    long bytes = 0;
    for (Iterator<Map.Entry<String, Boolean>> rest = toSend.entrySet().iterator(); rest.hasNext()
        && bytes <= requestBytesMax;) {
      Map.Entry<String, Boolean> file = rest.next();
      uploads.add(new Upload(file.getKey(), file.getValue()));
      bytes += 100 + (file.getValue() ? 0 : sizes.getOrDefault(file.getKey(), 0L));
      rest.remove();
    }
    return uploads;
  }
}
