package io.edgesync.repository.tag;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.authoring.Author;
import io.edgesync.repository.authoring.Authoring;
import io.edgesync.repository.authoring.Draft;
import io.edgesync.repository.structure.CardWriter;
import io.edgesync.repository.structure.JulianDay;
import io.edgesync.repository.structure.TagChange;
import io.edgesync.repository.structure.TagChange.Kind;
import io.edgesync.xfer.artifact.Hash;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Changes what the timeline says of check-ins, by control artifacts. Callable from any thread. */
public final class Amendments {

  private final Authoring authoring;

  public Amendments(Authoring authoring) {
    this.authoring = authoring;
  }

  /** Nothing of the amendment is new. */
  private static final class NothingNew extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NothingNew() {
      super("nothing new", null, false, false);
    }
  }

  /** Amends a check-in; returns the control artifact's name, empty where everything is as wanted already. */
  public Optional<Hash> amend(Hash checkin, Amendment amendment, Author author) {
    try {
      return Optional.of(authoring.write(author, session -> CheckinState.of(session, checkin), state -> {
        Map<String, TagChange> tags = new Changes(checkin, state).of(amendment);
        if (tags.isEmpty()) {
          throw new NothingNew();
        }
        return Draft.of(new CardWriter()
            .card('D', authoring.date(author))
            .tags(tags.values())
            .card('U', author.login())
            .finish()).withPrivacy(state.isPrivate()).quietly();
      }));
    } catch (NothingNew asItIs) {
      return Optional.empty();
    }
  }

  /** Collects tags by name: of two for one name the later counts. */
  private static final class Changes {
    private final Hash checkin;
    private final CheckinState state;
    private final Map<String, TagChange> tags = new LinkedHashMap<>();

    Changes(Hash checkin, CheckinState state) {
      this.checkin = checkin;
      this.state = state;
    }

    private void put(Kind kind, String name, @Nullable String value) {
      tags.put(name, new TagChange(kind, name, checkin, value));
    }

    Map<String, TagChange> of(Amendment amendment) {
      color(amendment.color());
      String comment = amendment.comment();
      if (comment != null && !comment.isEmpty() && !SameComment.test(state.comment(), comment)) {
        put(Kind.ADD, "comment", comment);
      }
      if (amendment.date() != null) {
        String date = JulianDay.card(amendment.date());
        if (!date.replace('T', ' ').equals(state.date() + ".000")) {
          put(Kind.ADD, "date", date);
        }
      }
      String user = amendment.user();
      if (user != null && !user.isEmpty() && !user.equals(state.user())) {
        put(Kind.ADD, "user", user);
      }
      amendment.adds().stream().filter(name -> !name.isEmpty()).forEach(name -> put(Kind.ADD, "sym-" + name, null));
      amendment.cancels().stream().filter(state.symbolic()::contains)
          .forEach(name -> put(Kind.CANCEL, "sym-" + name, null));
      marks(amendment);
      branch(amendment.branch());
      return tags;
    }

    private void color(Amendment.@Nullable Color color) {
      if (color == null) {
        return;
      }
      if (color.value().isEmpty()) {
        if (!state.color().isEmpty()) {
          put(Kind.CANCEL, "bgcolor", null);
        }
      } else if (color.propagates() != state.colorPropagates() || !color.value().equals(state.color())) {
        boolean isBareHex = color.value().matches("[0-9a-fA-F]{3}|[0-9a-fA-F]{6}");
        put(color.propagates() ? Kind.PROPAGATE : Kind.ADD, "bgcolor", (isBareHex ? "#" : "") + color.value());
      }
    }

    private void marks(Amendment amendment) {
      for (Amendment.Mark mark : Amendment.Mark.values()) {
        if (!amendment.marks().contains(mark)) {
          continue;
        }
        switch (mark) {
          case HIDE -> {
            if (!state.isHidden()) {
              put(Kind.PROPAGATE, "hidden", null);
            }
          }
          case UNHIDE -> {
            if (state.isHidden()) {
              put(Kind.CANCEL, "hidden", null);
            }
          }
          case CLOSE -> {
            if (!state.isClosed()) {
              put(state.isLeaf() ? Kind.ADD : Kind.PROPAGATE, "closed", null);
            }
          }
          case REOPEN -> {
            if (state.isClosed()) {
              put(Kind.CANCEL, "closed", null);
            }
          }
        }
      }
    }

    private void branch(@Nullable String branch) {
      if (branch == null) {
        return;
      }
      if (branch.isEmpty()) {
        throw new RepositoryException.Refused("a branch's name cannot be empty");
      }
      state.propagating().forEach(name -> put(Kind.CANCEL, "sym-" + name, null));
      put(Kind.PROPAGATE, "branch", branch);
      put(Kind.PROPAGATE, "sym-" + branch, null);
    }
  }
}
