package io.edgesync.repository.crosslink;

import io.edgesync.xfer.artifact.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The value of a {@code parent} tag. Source: Fossil {@code src/manifest.c, manifest_reparent_checkin()}. */
public final class ParentTag {

  private ParentTag() {}

  /** The parents that it names, the primary one first: hashes separated by single blanks. {@code null} where it is anything else. */
  public static @Nullable List<Hash> parents(String value) {
    List<Hash> parents = new ArrayList<>();
    for (String word : value.split(" ", -1)) {
      String digits = word.toLowerCase(Locale.ROOT);
      if (!Hash.isHash(digits)) {
        return null;
      }
      parents.add(new Hash(digits));
    }
    return parents;
  }
}
