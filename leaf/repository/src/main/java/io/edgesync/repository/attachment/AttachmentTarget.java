package io.edgesync.repository.attachment;

import io.edgesync.repository.technote.TechnoteId;

/** What a file is attached to. */
public sealed interface AttachmentTarget {

  /** A wiki page, by its title. */
  record Page(String title) implements AttachmentTarget {
    @Override
    public String name() {
      return title;
    }

    @Override
    public String tag() {
      return "wiki-" + title;
    }
  }

  /** A ticket, by its id of 40 digits. */
  record Ticket(String id) implements AttachmentTarget {
    @Override
    public String name() {
      return id;
    }

    @Override
    public String tag() {
      return "tkt-" + id;
    }
  }

  /** A technote, by its id. */
  record Note(TechnoteId id) implements AttachmentTarget {
    @Override
    public String name() {
      return id.digits();
    }

    @Override
    public String tag() {
      return id.tag();
    }
  }

  /** What the A-card says. */
  String name();

  /** The tag that every version of the target has. */
  String tag();
}
