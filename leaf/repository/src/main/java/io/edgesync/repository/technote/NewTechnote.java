package io.edgesync.repository.technote;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.authoring.Authoring;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A version of a technote.
 *
 * @param when     its place on the timeline, to the second
 * @param comment  what the timeline shows; blanks around it do not count
 * @param text     the body
 * @param mimetype {@code null} for that of the version before
 * @param color    the background on the timeline
 * @param tags     symbolic tags, neither empty nor with white space or commas, which separate tags in Fossil's form
 */
public record NewTechnote(
    Instant when, String comment, String text, @Nullable String mimetype, @Nullable String color, List<String> tags) {

  /** @throws RepositoryException.Refused for what Fossil does not take */
  public NewTechnote {
    tags = List.copyOf(tags);
    Authoring.text("technote", text);
    Authoring.mimetype(mimetype);
    for (String tag : tags) {
      if (tag.isEmpty() || tag.matches("(?s).*[\\s,].*")) {
        throw new RepositoryException.Refused(
            "technote tag \"" + tag + "\": expected a name without white space and commas");
      }
    }
  }

  public static NewTechnote of(Instant when, String comment, String text) {
    return new NewTechnote(when, comment, text, null, null, List.of());
  }

  public NewTechnote as(String type) {
    return new NewTechnote(when, comment, text, type, color, tags);
  }

  public NewTechnote colored(String background) {
    return new NewTechnote(when, comment, text, mimetype, background, tags);
  }

  public NewTechnote tagged(List<String> names) {
    return new NewTechnote(when, comment, text, mimetype, color, names);
  }
}
