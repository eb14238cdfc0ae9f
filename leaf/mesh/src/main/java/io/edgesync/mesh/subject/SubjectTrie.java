package io.edgesync.mesh.subject;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Entries under subjects, literal or with wildcards, found by the literal subject of a message. Literal subjects, which are most, are
 * looked up whole. Those with wildcards stand in a trie, one level per token; {@code *} and {@code >} have places of their own, so that a
 * published token {@code *} is a letter like any other. Matching visits a node per token and wildcard branch that exists. Entries are kept
 * apart by identity.
 *
 * <p>Not thread-safe.
 */
public final class SubjectTrie<S> {
  /** Deeper subjects are refused, since matching recurses by token; a control line of a client holds no more. */
  public static final int TOKENS_MAX = 2048;

  /** What stands under one subject: mostly one entry, which needs no set. Without a first one there are no others. */
  private static final class Bucket<S> {
    private @Nullable S first;
    private @Nullable Set<S> others;

    boolean add(S entry) {
      if (first == null) {
        first = entry;
        return true;
      }
      if (entry.equals(first)) {
        return false;
      }
      if (others == null) {
        others = new LinkedHashSet<>(4);
      }
      return others.add(entry);
    }

    boolean remove(S entry) {
      if (!entry.equals(first)) {
        return others != null && others.remove(entry);
      }
      first = null;
      if (others != null && !others.isEmpty()) {
        Iterator<S> next = others.iterator();
        first = next.next();
        next.remove();
      }
      return true;
    }

    boolean isEmpty() {
      return first == null;
    }

    @Nullable
    S find(Predicate<? super S> wanted) {
      if (first == null || wanted.test(first)) {
        return first;
      }
      if (others != null) {
        for (S other : others) {
          if (wanted.test(other)) {
            return other;
          }
        }
      }
      return null;
    }

    void forEach(Consumer<? super S> visitor) {
      if (first != null) {
        visitor.accept(first);
      }
      if (others != null) {
        others.forEach(visitor);
      }
    }
  }

  private static final class Node<S> {
    final Bucket<S> entries = new Bucket<>();
    Map<String, Node<S>> literals = Map.of();
    @Nullable
    Node<S> star;
    @Nullable
    Node<S> tail;

    @Nullable
    Node<S> child(String token) {
      return switch (token) {
        case "*" -> star;
        case ">" -> tail;
        default -> literals.get(token);
      };
    }

    Node<S> childOrNew(String token) {
      Node<S> found = child(token);
      if (found != null) {
        return found;
      }
      var fresh = new Node<S>();
      switch (token) {
        case "*" -> star = fresh;
        case ">" -> tail = fresh;
        default -> {
          if (literals.isEmpty()) {
            literals = new HashMap<>(4);
          }
          literals.put(token, fresh);
        }
      }
      return fresh;
    }

    void dropChild(String token) {
      switch (token) {
        case "*" -> star = null;
        case ">" -> tail = null;
        default -> {
          literals.remove(token);
          if (literals.isEmpty()) {
            literals = Map.of();
          }
        }
      }
    }

    boolean isEmpty() {
      return entries.isEmpty() && literals.isEmpty() && star == null && tail == null;
    }
  }

  private final Map<String, Bucket<S>> literals = new HashMap<>();
  private final Node<S> root = new Node<>();
  private int size;

  /**
   * Adds an entry.
   *
   * @param subject valid, with at most {@link #TOKENS_MAX} tokens
   * @throws IllegalArgumentException when it has more
   */
  public void insert(String subject, S entry) {
    List<String> tokens = tokens(subject);
    if (tokens.size() > TOKENS_MAX) {
      throw new IllegalArgumentException(
          "subject of " + tokens.size() + " tokens, at most " + TOKENS_MAX + " are taken");
    }
    if (bucket(subject, tokens).add(entry)) {
      size++;
    }
  }

  private Bucket<S> bucket(String subject, List<String> tokens) {
    if (Subjects.isLiteral(subject)) {
      return literals.computeIfAbsent(subject, _ -> new Bucket<>());
    }
    Node<S> node = root;
    for (String token : tokens) {
      node = node.childOrNew(token);
    }
    return node.entries;
  }

  /** Whether it was there. Levels that became empty are dropped. */
  public boolean remove(String subject, S entry) {
    boolean removed = Subjects.isLiteral(subject) ? removeLiteral(subject, entry) : removeWildcard(subject, entry);
    if (removed) {
      size--;
    }
    return removed;
  }

  private boolean removeLiteral(String subject, S entry) {
    Bucket<S> bucket = literals.get(subject);
    if (bucket == null || !bucket.remove(entry)) {
      return false;
    }
    if (bucket.isEmpty()) {
      literals.remove(subject);
    }
    return true;
  }

  private boolean removeWildcard(String subject, S entry) {
    List<String> tokens = tokens(subject);
    var path = new ArrayList<Node<S>>(tokens.size() + 1);
    Node<S> node = root;
    for (String token : tokens) {
      path.add(node);
      node = node.child(token);
      if (node == null) {
        return false;
      }
    }
    if (!node.entries.remove(entry)) {
      return false;
    }
    for (int i = tokens.size() - 1; i >= 0 && node.isEmpty(); i--) {
      node = path.get(i);
      node.dropChild(tokens.get(i));
    }
    return true;
  }

  public int size() {
    return size;
  }

  /** Hands over every entry whose subject matches. A subject with an empty token matches nothing. */
  public void match(String subject, Consumer<? super S> found) {
    if (Subjects.hasEmptyToken(subject)) {
      return;
    }
    Bucket<S> literal = literals.get(subject);
    if (literal != null) {
      literal.forEach(found);
    }
    if (!root.isEmpty()) {
      match(root, subject, 0, found);
    }
  }

  private static <S> void match(Node<S> node, String subject, int from, Consumer<? super S> found) {
    if (node.tail != null) {
      node.tail.entries.forEach(found);
    }
    int dot = subject.indexOf('.', from);
    String token = dot < 0 ? subject.substring(from) : subject.substring(from, dot);
    Node<S> literal = node.literals.get(token);
    if (dot < 0) {
      if (literal != null) {
        literal.entries.forEach(found);
      }
      if (node.star != null) {
        node.star.entries.forEach(found);
      }
      return;
    }
    if (literal != null) {
      match(literal, subject, dot + 1, found);
    }
    if (node.star != null) {
      match(node.star, subject, dot + 1, found);
    }
  }

  /** The first entry under exactly this subject, wildcards taken as letters, that is wanted; null for none. */
  public @Nullable S find(String subject, Predicate<? super S> wanted) {
    Bucket<S> bucket = existing(subject);
    return bucket == null ? null : bucket.find(wanted);
  }

  /** Every entry under exactly this subject, wildcards taken as letters. */
  public void under(String subject, Consumer<? super S> visitor) {
    Bucket<S> bucket = existing(subject);
    if (bucket != null) {
      bucket.forEach(visitor);
    }
  }

  private @Nullable Bucket<S> existing(String subject) {
    if (Subjects.isLiteral(subject)) {
      return literals.get(subject);
    }
    Node<S> node = root;
    for (String token : tokens(subject)) {
      node = node.child(token);
      if (node == null) {
        return null;
      }
    }
    return node.entries;
  }

  /** Every entry, in no particular order. */
  public void forEach(Consumer<? super S> visitor) {
    literals.values().forEach(bucket -> bucket.forEach(visitor));
    forEach(root, visitor);
  }

  private static <S> void forEach(Node<S> node, Consumer<? super S> visitor) {
    node.entries.forEach(visitor);
    for (Node<S> child : node.literals.values()) {
      forEach(child, visitor);
    }
    if (node.star != null) {
      forEach(node.star, visitor);
    }
    if (node.tail != null) {
      node.tail.entries.forEach(visitor);
    }
  }

  private static List<String> tokens(String subject) {
    var tokens = new ArrayList<String>(8);
    int from = 0;
    for (int dot = subject.indexOf('.'); dot >= 0; dot = subject.indexOf('.', from)) {
      tokens.add(subject.substring(from, dot));
      from = dot + 1;
    }
    tokens.add(subject.substring(from));
    return tokens;
  }
}
