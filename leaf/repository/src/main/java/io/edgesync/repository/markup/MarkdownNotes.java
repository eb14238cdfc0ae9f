package io.edgesync.repository.markup;

import io.edgesync.repository.structure.Trimmed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The links and footnotes that a Markdown text defines, and those footnotes that stand where they are referred to. Strings here have a byte
 * in each char. Source: Fossil {@code src/markdown.c, markdown()}.
 */
final class MarkdownNotes {

  /** A footnote. */
  static final class Note {
    final String id;
    String text;
    private final String classes;
    int mark;
    boolean isRead;

    Note(String id, String text, String classes) {
      this.id = id;
      this.text = text;
      this.classes = classes;
    }
  }

  /** A link that was defined by a name. */
  record Target(String id, String link) {}

  private final List<Target> targets = new ArrayList<>();
  private final Map<String, Note> labelled = new HashMap<>();
  private final List<Note> notes = new ArrayList<>();
  private int marks;

  /** Takes the definitions out of a text and returns the rest, with line feeds for line ends. */
  String takeFrom(String text) {
    MarkdownDefinitions definitions = MarkdownDefinitions.in(text);
    targets.addAll(definitions.targets());
    targets.sort(Comparator.comparing(Target::id));
    join(definitions.notes());
    return definitions.rest();
  }

  /** Footnotes of one name become one. */
  private void join(List<Note> defined) {
    Map<String, List<Note>> byId = new HashMap<>();
    for (Note note : defined) {
      byId.computeIfAbsent(note.id, id -> new ArrayList<>()).add(note);
    }
    for (Note note : defined) {
      List<Note> same = byId.get(note.id);
      if (same == null || same.getFirst() != note) {
        continue;
      }
      if (same.size() > 1) {
        StringBuilder list = new StringBuilder("<ul class='fn-joined'>\n");
        same.forEach(one -> list.append("<li>").append(one.classes).append(one.text).append("</li>\n"));
        note.text = list.append("</ul>\n").toString();
      }
      labelled.put(note.id, note);
      notes.add(note);
    }
  }

  /** The link that was defined as {@code name}, or {@code null}; of several the one that a binary search meets. */
  @Nullable
  String target(String name) {
    String id = MarkdownDefinitions.id(name);
    int low = 0;
    int high = targets.size();
    while (id != null && low < high) {
      int middle = (low + high) >>> 1;
      int order = id.compareTo(targets.get(middle).id());
      if (order == 0) {
        return targets.get(middle).link();
      }
      low = order > 0 ? middle + 1 : low;
      high = order < 0 ? middle : high;
    }
    return null;
  }

  /** Notes that the text refers to a footnote. */
  void use(String name) {
    String id = MarkdownDefinitions.id(name);
    Note note = id == null ? null : labelled.get(id);
    if (note != null && note.mark == 0) {
      note.mark = ++marks;
    }
  }

  /** A footnote that stands where it is referred to. Returns false for an empty one. */
  boolean addInline(String text) {
    int skipped = MarkdownDefinitions.blankPrefix(text);
    if (skipped >= text.length()) {
      return false;
    }
    String body = text.substring(skipped);
    int classes = MarkdownDefinitions.classList(body, 0, body.length());
    String own = body.substring(classes);
    if (Trimmed.of(own).isEmpty()) {
      if (classes == 0) {
        return false;
      }
      own = body.substring(0, classes);
    }
    Note note = new Note("", own, "");
    note.mark = ++marks;
    notes.add(note);
    return true;
  }

  /** All footnotes, those that are referred to first. */
  List<Note> inOrder() {
    List<Note> sorted = new ArrayList<>(notes);
    sorted.sort(Comparator.comparingInt(note -> note.mark == 0 ? Integer.MAX_VALUE : note.mark));
    return sorted;
  }

  int marks() {
    return marks;
  }
}
