package io.edgesync.repository.attachment;

import io.edgesync.xfer.artifact.Hash;

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
  record Note(Hash id) implements AttachmentTarget {
    @Override
    public String name() {
      return id.hex();
    }

    @Override
    public String tag() {
      return "event-" + id.hex();
    }
  }

  /** What the A-card says. */
  String name();

  /** The tag that every version of the target has. */
  String tag();
}
