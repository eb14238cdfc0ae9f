package io.edgesync.repository.structure;

import io.edgesync.xfer.artifact.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the T-cards of one artifact, which must be sorted by signed name and then target. */
final class TagReader {

  private final List<TagChange> tags = new ArrayList<>(4);
  private byte @Nullable [] lastName;
  private String lastTarget = "";
  private int selfCount;
  private int addCount;

  List<TagChange> all() {
    return tags;
  }

  int selfCount() {
    return selfCount;
  }

  int addCount() {
    return addCount;
  }

  void card(CardScanner scanner) throws MalformedArtifactException {
    if (!scanner.next()) {
      throw new MalformedArtifactException("missing name on T-card");
    }
    byte[] name = Arrays.copyOfRange(scanner.text, scanner.start, scanner.stop);
    name = Arrays.copyOf(name, CardScanner.unescape(name, 0, name.length));
    if (!scanner.next()) {
      throw new MalformedArtifactException("missing artifact hash on T-card");
    }
    Hash target = null;
    String rawTarget = "";
    if (scanner.length() == 1 && scanner.text[scanner.start] == '*') {
      selfCount++;
    } else {
      target = scanner.hash(0);
      if (target == null) {
        throw new MalformedArtifactException("malformed artifact hash on T-card");
      }
      rawTarget = scanner.digits(target);
    }
    String value = scanner.next() ? scanner.decoded() : null;
    TagChange.Kind kind = kind(name.length == 0 ? 0 : name[0]);
    if (kind == TagChange.Kind.ADD) {
      addCount++;
    }
    if (CardScanner.isHex(name, 1, name.length)) {
      throw new MalformedArtifactException("T-card name looks like a hexadecimal hash");
    }
    checkOrder(name, rawTarget);
    tags.add(
        new TagChange(kind, TextBytes.decode(name, 1, name.length), target, value, target == null ? null : rawTarget));
  }

  private void checkOrder(byte[] name, String rawTarget) throws MalformedArtifactException {
    if (lastName != null) {
      int order = Arrays.compareUnsigned(lastName, name);
      if (order > 0 || (order == 0 && lastTarget.compareTo(rawTarget) >= 0)) {
        throw new MalformedArtifactException("T-card in the wrong order");
      }
    }
    lastName = name;
    lastTarget = rawTarget;
  }

  private static TagChange.Kind kind(int sign) throws MalformedArtifactException {
    return switch (sign) {
      case '-' -> TagChange.Kind.CANCEL;
      case '+' -> TagChange.Kind.ADD;
      case '*' -> TagChange.Kind.PROPAGATE;
      default -> throw new MalformedArtifactException("T-card name does not begin with '-', '+', or '*'");
    };
  }
}
