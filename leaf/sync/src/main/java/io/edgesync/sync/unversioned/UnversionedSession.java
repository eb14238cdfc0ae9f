package io.edgesync.sync.unversioned;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.artifact.Provenance;
import io.edgesync.repository.unversioned.UnversionedFiles;
import io.edgesync.sync.PeerText;
import io.edgesync.sync.send.Item;
import io.edgesync.sync.session.RoundTrip;
import io.edgesync.sync.session.SyncOutcome.Result;
import io.edgesync.sync.unversioned.UnversionedFacts.Offer;
import io.edgesync.sync.unversioned.UnversionedMachine.Effect;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.card.PragmaCard;
import io.edgesync.xfer.card.UvGimmeCard;
import io.edgesync.xfer.round.TransportException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Brings the unversioned files of two repositories together, or makes ours what is there. {@link #run} blocks until it is over. Whatever came stays,
 * however the session ends. One thread, one use.
 */
public final class UnversionedSession {

  private final UnversionedFiles files;
  private final RoundTrip rounds;
  private final UnversionedRequest request;
  private final UnversionedMachine machine;
  private final List<String> messages = new ArrayList<>();
  private @Nullable Result result;
  private int asked;
  private int received;
  private int removed;
  private int sent;

  public UnversionedSession(UnversionedFiles files, RoundTrip rounds, UnversionedRequest request) {
    this.files = files;
    this.rounds = rounds;
    this.request = request;
    this.machine = new UnversionedMachine(request, rounds.limits().requestBytesMax(), rounds.limits().roundsMax());
  }

  /** @throws InterruptedException when interrupted: the round under way is given up */
  public UnversionedOutcome run() throws InterruptedException {
    try {
      List<Effect> effects = machine.begin(files.catalogue());
      while (result == null) {
        effects = perform(effects);
      }
    } catch (RepositoryException e) {
      result = new Result.Failed(String.valueOf(e.getMessage()), e);
    }
    return new UnversionedOutcome(result, asked, received, removed, sent, machine.unavailable(), machine.steps(),
        messages);
  }

  private List<Effect> perform(List<Effect> effects) throws InterruptedException {
    List<Effect> next = List.of();
    for (Effect effect : effects) {
      switch (effect) {
        case Effect.Ask ask -> next = ask(ask);
        case Effect.Remove(Offer offer) -> {
          files.accept(from(), offer.name(), offer.mtime(), null, null, request.isReverting());
          removed++;
        }
        case Effect.TakeTime(Offer offer) -> takeTime(offer);
        case Effect.Forget(List<String> names) -> {
          files.forget(names);
          removed += names.size();
        }
        case Effect.Finish() -> result = end();
      }
    }
    return next;
  }

  private Result end() {
    String complaint = machine.complaint();
    if (complaint != null) {
      return new Result.Failed(complaint, null);
    }
    return machine.isDenied()
        ? new Result.Denied("uv-pull-only: the server takes no unversioned files from this user, capability y is"
            + " needed there")
        : new Result.Completed();
  }

  private Provenance from() {
    return new Provenance(rounds.login(), null, null);
  }

  private void takeTime(Offer offer) {
    Hash hash = offer.hash();
    if (hash == null) {
      files.accept(from(), offer.name(), offer.mtime(), null, null, request.isReverting());
    } else {
      files.acceptTime(offer.name(), offer.mtime(), hash, request.isReverting());
    }
    received++;
  }

  private List<Effect> ask(Effect.Ask ask) throws InterruptedException {
    List<Item> items = new ArrayList<>();
    ask.gimmes().forEach(name -> items.add(new Item.One(new UvGimmeCard(name))));
    if (ask.isFirst()) {
      items.add(new Item.One(new PragmaCard("uv-hash", List.of(files.catalogueHash()))));
    }
    List<UnversionedItem> uploads = ask.uploads().stream()
        .map(upload -> new UnversionedItem(files, upload.name(), UnversionedItem.Side.ASKING, upload.isTimeOnly(),
            true))
        .toList();
    uploads.forEach(upload -> items.add(new Item.Deferred(upload)));
    UnversionedReply reply = new UnversionedReply(files, machine.wanted(), request.isReverting(), rounds.login());
    try {
      rounds.ask(items, reply, reply.words);
      asked++;
    } catch (TransportException e) {
      result = new Result.Failed(String.valueOf(e.getMessage()), e);
      return List.of();
    } finally {
      received += reply.stored;
      reply.words.messages().stream().limit(PeerText.MESSAGES_MAX - messages.size()).forEach(messages::add);
    }
    result = reply.words.end();
    if (result != null) {
      return List.of();
    }
    Set<String> notTaken = uploads.stream()
        .filter(upload -> upload.isLeftOut() || reply.refused().contains(upload.name())).map(UnversionedItem::name)
        .collect(Collectors.toSet());
    machine.notTaken(notTaken);
    sent += uploads.size() - notTaken.size();
    return machine.on(reply.facts());
  }
}
