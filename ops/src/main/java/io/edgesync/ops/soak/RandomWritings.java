package io.edgesync.ops.soak;

import io.edgesync.cli.process.Programs;
import io.edgesync.repository.Repository;
import io.edgesync.repository.attachment.AttachmentTarget;
import io.edgesync.repository.authoring.Author;
import io.edgesync.repository.forum.PostText;
import io.edgesync.repository.technote.NewTechnote;
import io.edgesync.repository.technote.TechnoteId;
import io.edgesync.repository.ticket.TicketEdit;
import io.edgesync.repository.wiki.WikiEdit;
import io.edgesync.xfer.artifact.Hash;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Wiki pages, technotes, tickets, forum posts, attachments, tags: new ones, and changes of those that this object made. */
final class RandomWritings {

  private static final Author AUTHOR = Author.of(Programs.LOGIN);
  private static final Instant NOTED = Instant.parse("2026-01-01T00:00:00Z");

  private final Repository repository;
  private final SplittableRandom random;
  private final List<TechnoteId> notes = new ArrayList<>();
  private final List<String> tickets = new ArrayList<>();
  private final List<Hash> posts = new ArrayList<>();

  RandomWritings(Repository repository, SplittableRandom random) {
    this.repository = repository;
    this.random = random;
  }

  /** Writes one artifact; returns its name. */
  Hash next() {
    return switch (random.nextInt(6)) {
      case 0 -> wiki();
      case 1 -> technote();
      case 2 -> ticket();
      case 3 -> post();
      case 4 -> attachment();
      default -> repository.tags().add(wiki(), "seen-" + random.nextInt(5), text(), AUTHOR);
    };
  }

  private Hash wiki() {
    return repository.wiki().edit(WikiEdit.of(page(), text() + "[" + page() + "]"), AUTHOR);
  }

  private Hash technote() {
    if (isNew(notes)) {
      notes.add(repository.technotes().newId());
    }
    return repository.technotes().write(any(notes), NewTechnote.of(NOTED, text(), text()), AUTHOR);
  }

  private Hash ticket() {
    TicketEdit edit = TicketEdit.assigning(Map.of("title", text(), "status", "Open"));
    if (isNew(tickets)) {
      String id = repository.tickets().newId();
      Hash opened = repository.tickets().open(id, edit, AUTHOR);
      tickets.add(id);
      return opened;
    }
    return repository.tickets().change(any(tickets), edit, AUTHOR);
  }

  private Hash post() {
    PostText said = PostText.markdown(text());
    Hash post = isNew(posts)
        ? repository.forum().post(text(), said, AUTHOR)
        : repository.forum().reply(any(posts), said, AUTHOR);
    posts.add(post);
    return post;
  }

  private Hash attachment() {
    List<String> pages = repository.wiki().titles();
    return pages.isEmpty()
        ? wiki()
        : repository.attachments().add(new AttachmentTarget.Page(any(pages)), "a" + random.nextInt(3) + ".bin", bytes(),
            text(), AUTHOR);
  }

  private boolean isNew(List<?> made) {
    return made.isEmpty() || random.nextInt(3) == 0;
  }

  private <T> T any(List<T> made) {
    return made.get(random.nextInt(made.size()));
  }

  private String page() {
    return "Page " + random.nextInt(5);
  }

  private String text() {
    return "text " + Long.toHexString(random.nextLong());
  }

  private byte[] bytes() {
    byte[] bytes = new byte[1 + random.nextInt(20_000)];
    random.nextBytes(bytes);
    return bytes;
  }
}
