package io.edgesync.repository.crosslink;

import io.edgesync.repository.markup.NulTerminated;
import io.edgesync.repository.structure.Attachment;
import io.edgesync.repository.structure.ForumPost;
import io.edgesync.repository.structure.TagChange;
import io.edgesync.repository.structure.Technote;
import io.edgesync.repository.structure.TicketChange;
import io.edgesync.repository.structure.WikiPage;
import io.edgesync.xfer.artifact.Hash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an artifact of wiki, tickets, technotes, attachments or forum means for tags: it inherits those of the version before, and gets the
 * one that gathers the versions of one thing.
 *
 * @param parents   the version before comes first
 * @param tags      its T-cards
 * @param gathering the tag that gathers, {@code null} where there is none
 * @param value     the value of that tag: of a page or note how many bytes its text has, in decimal digits, 0 for one that was emptied
 */
public record TaggedVersion(double julianDay, List<Hash> parents, List<TagChange> tags, @Nullable String gathering,
    @Nullable String value) {

  public static TaggedVersion of(WikiPage page) {
    return new TaggedVersion(page.julianDay(), page.parents(), List.of(), WikiLinks.TAG + page.title(),
        Integer.toString(NulTerminated.bytesWithoutLeadingSpace(page.text())));
  }

  public static TaggedVersion of(Technote note) {
    return new TaggedVersion(note.julianDay(), note.parents(), note.tags(), TechnoteLinks.TAG + note.id(),
        Integer.toString(NulTerminated.bytesWithoutLeadingSpace(note.text())));
  }

  public static TaggedVersion of(TicketChange change) {
    return new TaggedVersion(change.julianDay(), List.of(), List.of(), TicketLinks.TAG + change.ticket(), null);
  }

  public static TaggedVersion of(ForumPost post) {
    Hash before = post.previous();
    return new TaggedVersion(post.julianDay(), before == null ? List.of() : List.of(before), List.of(), null, null);
  }

  public static TaggedVersion of(Attachment attachment) {
    return new TaggedVersion(attachment.julianDay(), List.of(), List.of(), null, null);
  }
}
