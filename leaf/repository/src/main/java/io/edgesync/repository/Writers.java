package io.edgesync.repository;

import io.edgesync.repository.attachment.Attachments;
import io.edgesync.repository.authoring.Authoring;
import io.edgesync.repository.forum.Forum;
import io.edgesync.repository.tag.Amendments;
import io.edgesync.repository.tag.Branches;
import io.edgesync.repository.tag.Tags;
import io.edgesync.repository.technote.Technotes;
import io.edgesync.repository.ticket.Tickets;
import io.edgesync.repository.wiki.WikiPages;
import java.util.random.RandomGenerator;

/** The writers of all kinds of artifacts but check-ins. */
record Writers(
    WikiPages wiki,
    Technotes technotes,
    Tickets tickets,
    Forum forum,
    Attachments attachments,
    Tags tags,
    Amendments amendments,
    Branches branches) {

  /** @param random draws the ids of new tickets and technotes */
  static Writers of(Authoring authoring, RandomGenerator random) {
    return new Writers(
        new WikiPages(authoring),
        new Technotes(authoring, random),
        new Tickets(authoring, random),
        new Forum(authoring),
        new Attachments(authoring),
        new Tags(authoring),
        new Amendments(authoring),
        new Branches(authoring));
  }
}
