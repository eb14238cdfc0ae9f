package io.edgesync.repository.crosslink;

import io.edgesync.repository.markup.Html;
import io.edgesync.repository.structure.ControlArtifact;
import io.edgesync.repository.structure.TagChange;
import io.edgesync.repository.structure.TextBytes;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The comment of a control artifact's event, in the words of Fossil (2.21: {@code src/manifest.c, manifest_crosslink()}).
 *
 * @param digits how names are shortened
 */
public record ControlComment(HashDigits digits) {

  private static final Comparator<TagChange> BY_TARGET = Comparator
      .comparing((TagChange tag) -> tag.digits() == null ? "" : tag.digits())
      .thenComparing(tag -> TextBytes.encode(tag.signedName()), Arrays::compareUnsigned);

  /** The text for {@code control}; one blank less than nothing, that is empty, where it names no tag. */
  public String of(ControlArtifact control) {
    List<TagChange> tags = control.tags().stream().sorted(BY_TARGET).toList();
    StringBuilder text = new StringBuilder();
    String target = null;
    boolean moved = false;
    for (TagChange tag : tags) {
      String here = tag.digits();
      if (here == null) {
        continue;
      }
      if (!here.equals(target)) {
        target = here;
        moved = false;
        text.append(" Edit [").append(digits.link(here)).append('|').append(digits.shown(here)).append("]:");
      }
      String phrase = phrase(tag, here, moved);
      moved |= tag.signedName().equals("*branch");
      text.append(phrase);
    }
    return text.isEmpty() ? "" : text.substring(1);
  }

  private String phrase(TagChange tag, String target, boolean moved) {
    String value = tag.value();
    String name = tag.signedName();
    return switch (name) {
      case "*branch" ->
        " Move to branch [/timeline?r=" + Html.escaped(value) + "&nd&dp=" + digits.link(target) + "&unhide | "
            + Html.escaped(value)
            + "].";
      case "*bgcolor" -> " Change branch background color to \"" + Html.escaped(value) + "\".";
      case "+bgcolor" -> " Change background color to \"" + Html.escaped(value) + "\".";
      case "-bgcolor" -> " Cancel background color" + note(value);
      case "+comment" -> " Edit check-in comment.";
      case "+user" -> " Change user to \"" + Html.escaped(value) + "\".";
      case "+date" -> " Timestamp " + Html.escaped(value) + ".";
      case "+closed" -> " Mark \"Closed\"" + note(value);
      case "-closed" -> " Remove the \"Closed\" mark" + note(value);
      default -> symbolic(tag, moved);
    };
  }

  private String symbolic(TagChange tag, boolean moved) {
    String value = tag.value();
    boolean isSymbol = tag.name().startsWith("sym-");
    String name = '"' + Html.escaped(isSymbol ? tag.name().substring(4) : tag.name()) + '"';
    return switch (tag.kind()) {
      case CANCEL -> isSymbol ? moved ? "" : " Cancel tag " + name + note(value) : " Cancel " + name + with(value);
      case ADD -> isSymbol ? " Add tag " + name + note(value) : " Add " + name + with(value);
      case PROPAGATE ->
        isSymbol
            ? moved ? "" : " Add propagating tag " + name + note(value)
            : " Add propagating " + name + with(value);
    };
  }

  private static String note(@Nullable String value) {
    return value == null || value.isEmpty() ? "." : " with note \"" + Html.escaped(value) + "\".";
  }

  private static String with(@Nullable String value) {
    return value == null || value.isEmpty() ? "." : " with value \"" + Html.escaped(value) + "\".";
  }
}
