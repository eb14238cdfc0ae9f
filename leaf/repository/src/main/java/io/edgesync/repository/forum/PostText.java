package io.edgesync.repository.forum;

import io.edgesync.repository.authoring.Authoring;
import io.edgesync.repository.structure.Trimmed;

/**
 * What a forum post says.
 *
 * @param mimetype {@code text/x-markdown}, {@code text/x-fossil-wiki} or {@code text/plain}
 */
public record PostText(String text, String mimetype) {

  public PostText {
    Authoring.text("forum post", text);
    Authoring.mimetype(mimetype);
  }

  /** Markdown, as stock's forum form has it by default. */
  public static PostText markdown(String text) {
    return new PostText(text, "text/x-markdown");
  }

  boolean isBlank() {
    return Trimmed.of(text).isEmpty();
  }
}
